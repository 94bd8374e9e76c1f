// @ts-check
/** Addresses that somebody reported as harmful, written so that no program makes a link of them. */

/** `https://contoh.id/x` becomes `hxxps://contoh[.]id/x`, `www.contoh.id` becomes `www[.]contoh[.]id`. @param {string} text */
export const tame = (text) => text.replace(/\b(?:(h)tt(ps?:\/\/)|(?=www\.))([^\s/?#]+)/gi, (_, h = '', rest = '', host = '') => `${h && `${h}xx${rest}`}${host.replaceAll('.', '[.]')}`);
