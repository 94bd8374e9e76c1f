// Runs before the first paint, so that a chosen theme or language never flashes.
(() => {
  try {
    const kept = JSON.parse(localStorage.getItem('garda.console.settings') || '{}');
    if (kept.theme === 'light' || kept.theme === 'dark') document.documentElement.dataset.theme = kept.theme;
    if (kept.language === 'id' || kept.language === 'en') document.documentElement.lang = kept.language;
  } catch {
    // No storage: the system's theme and the server's language are right.
  }
})();
