// One line per check, counted; a check that fails ends its scene, an accessibility fault does not.
import assert from 'node:assert/strict';

let passed = 0;
let failed = 0;
class Stop extends Error {}

/** @param {string} name @param {unknown} error */
function fault(name, error) {
  failed += 1;
  const words = error instanceof Error ? error.message : String(error);
  console.log(`  FAILED ${name}\n    ${words.split('\n').slice(0, 12).join('\n    ')}`);
}

/** What must hold for the scene to go on; gives back what the test gave. @template T @param {string} name @param {() => Promise<T>|T} test @returns {Promise<T>} */
export async function check(name, test) {
  try {
    const got = await test();
    passed += 1;
    console.log(`  ok ${name}`);
    return got;
  } catch (error) {
    fault(name, error);
    throw new Stop(name);
  }
}

/** What must hold, without which the scene goes on all the same. @param {string} name @param {() => Promise<void>|void} test */
export const also = (name, test) => check(name, test).catch((error) => { if (!(error instanceof Stop)) throw error; });

/** @param {string} name @param {() => Promise<void>} play @param {(name: string) => Promise<void>} [broken] */
export async function scene(name, play, broken = async () => {}) {
  const from = Date.now();
  console.log(name);
  try {
    await play();
  } catch (error) {
    if (!(error instanceof Stop)) fault(name, error);
    await broken(name);
  }
  console.log(`  (${((Date.now() - from) / 1000).toFixed(1)} s)`);
}

/** Waits until what is read is as wished, and says both when it never is. @template T @param {() => Promise<T>|T} read @param {T|((got: T) => boolean)} wish @param {string} [what] */
export async function becomes(read, wish, what = 'value', within = 10_000) {
  const until = Date.now() + within;
  for (;;) {
    const got = await read();
    if (typeof wish === 'function' ? wish(got) : got === wish) return got;
    if (Date.now() > until) assert.fail(`${what} stayed ${JSON.stringify(got)}${typeof wish === 'function' ? '' : `, not ${JSON.stringify(wish)}`}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
