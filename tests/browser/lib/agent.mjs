// An agent at the console: by name and role, as a screen reader would find things.
export class Agent {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.dialogs = [];
    this.errors = [];
    page.on('dialog', (dialog) => { this.dialogs.push(dialog.message()); dialog.dismiss(); });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (line) => { if (line.type() === 'error' && !/net::ERR|Failed to load resource/.test(line.text())) this.errors.push(line.text()); });
  }

  /** @param {import('playwright-core').Browser} browser @param {string} base @param {object} [options] */
  static async arrive(browser, base, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'id-ID', ...options });
    context.setDefaultTimeout(10_000);
    const agent = new Agent(await context.newPage());
    await agent.page.goto(`${base}/console`);
    return agent;
  }

  get list() { return this.page.locator('garda-list, [role=grid]').first(); }
  get rows() { return this.page.locator('[role=grid] [role=row]:not(.probe) a'); }
  get title() { return this.page.locator('garda-ticket h1'); }
  get thread() { return this.page.getByRole('feed'); }
  get box() { return this.page.locator('#reply-box'); }
  get side() { return this.page.getByRole('tablist'); }
  get path() { return this.page.locator('ol.path [aria-current=step]'); }

  /** @param {string} email @param {string} password */
  async signIn(email, password) {
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Kata sandi').fill(password);
    await this.page.getByRole('button', { name: 'Masuk' }).click();
  }

  /** @param {string} password */
  async choosePassword(password) {
    await this.page.getByLabel('Kata sandi baru').fill(password);
    await this.page.getByRole('button', { name: 'Simpan kata sandi' }).click();
  }

  /** @param {string} number */
  row(number) { return this.rows.filter({ hasText: number }); }
  /** @param {string|RegExp} name */
  do(name) { return this.page.locator('garda-ticket').getByRole('button', { name }).first(); }
  /** @param {string} text */
  said(text) { return this.thread.getByRole('article').filter({ hasText: text }); }

  /** Takes an option of the dialog that is open. @param {string} typed @param {string} [reason] */
  async choose(typed, reason) {
    const field = this.page.getByRole('combobox');
    await field.fill(typed);
    await this.page.getByRole('option', { name: typed }).first().waitFor();
    await field.press('Enter');
    if (reason === undefined) return;
    await this.page.getByLabel('Alasan pindah tim').fill(reason);
    await this.page.keyboard.press('Enter');
  }
}
