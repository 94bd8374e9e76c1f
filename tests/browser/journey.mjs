// The whole journey through the real program in a real browser: visitor, agent, outages, hostile text, axe, keyboard.
//   GARDA_BIN=../../target/debug/garda CHROMIUM=/usr/bin/chromium node journey.mjs [part of a scene's name]
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { Agent } from './lib/agent.mjs';
import { becomes, check, finish, scene } from './lib/checks.mjs';
import { fills, hears, keyboardDay, looksAround, resolves, sorts } from './lib/desk.mjs';
import { eventsGoOut, Subscriber } from './lib/events.mjs';
import { filesGoOut, filesOnAPhone, filesReachTheAgent } from './lib/files.mjs';
import { FLOWS, seenInConsole } from './lib/flows.mjs';
import { english, helpPages } from './lib/help.mjs';
import { codes, known } from './lib/people.mjs';
import { PostOffice } from './lib/post.mjs';
import { Server } from './lib/server.mjs';
import { asks, handsOver, reads, signsIn, talks } from './lib/story.mjs';
import { hostile, killed, offline } from './lib/trouble.mjs';
import { Visitor } from './lib/visitor.mjs';
import { PHONE, plays, WAYS } from './lib/ways.mjs';

const post = await new PostOffice().open();
const subscriber = await new Subscriber().open();
const server = new Server(post.url, subscriber.section);
await server.start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
const visitor = await Visitor.arrive(browser);
const agent = await Agent.arrive(browser, server.base);
const cast = { server, visitor, agent, password: 'empat kata yang panjang sekali' };
const guests = [];

/** Someone new, with a browser of their own. @param {object} [options] */
async function guest(options) {
  const one = await Visitor.arrive(browser, options);
  guests.push(one);
  return { ...cast, visitor: one };
}

const broken = async (name) => {
  if (!process.env.SHOTS) return;
  for (const [who, one] of [['visitor', guests.at(-1) ?? visitor], ['agent', agent]]) await one.page.screenshot({ path: `${process.env.SHOTS}/broken-${name.replace(/\W+/g, '-')}-${who}.png` }).catch(() => {});
};

try {
  await scene('A visitor asks', () => asks(cast), broken);
  await scene('An agent signs in', () => signsIn(cast), broken);
  await scene('A ticket is made', () => handsOver(cast), broken);
  await scene('The agent reads', () => reads(cast), broken);
  await scene('Both talk', () => talks(cast), broken);
  await scene('The agent sorts', () => sorts(cast), broken);
  await scene('The network is lost', () => offline(cast), broken);
  await scene('The server is killed', () => killed(cast), broken);
  await scene('The ticket is resolved', () => resolves(cast), broken);
  await scene('Escape gives the focus back', async () => {
    await visitor.box.focus();
    await visitor.page.keyboard.press('Escape');
    await check('the launcher has the focus after Escape', () => becomes(() => visitor.onLauncher(), true, 'the focus'));
  }, broken);
  await scene('In English', async () => english(await guest({ locale: 'en-GB' })), broken);
  await scene('Help pages', () => helpPages(cast, browser), broken);
  await scene('People are known', async () => known(await guest(), browser), broken);
  await scene('A code by e-mail', async () => codes(await guest({ locale: 'en-GB' }), post), broken);
  await scene('Hostile text', async () => hostile(await guest()), broken);
  await scene('Files', async () => {
    const sender = await guest();
    await filesGoOut(sender);
    await filesReachTheAgent(sender);
    await filesOnAPhone(await guest(PHONE));
  }, broken);
  await scene('A day without a mouse', async () => {
    await fills(cast, ['vpn putus terus', 'printer lantai 3 macet kertas', 'email saya penuh', 'laptop tidak bisa menyala', 'lupa password sso']);
    await keyboardDay(cast);
  }, broken);
  for (const flow of FLOWS) for (const way of WAYS) await scene(`A flow, ${flow.name} ${way.name}`, async () => plays(flow, way, await guest(way.browser)), broken);
  await scene('Flows in the console', () => seenInConsole(cast), broken);
  await scene('Settings and people', () => looksAround(cast), broken);
  await scene('Events go out', () => eventsGoOut(cast, subscriber), broken);
  await scene('A new ticket is heard', () => hears(cast), broken);
  await scene('Behind the pages', () => check('no page had an error in its script', () => assert.deepEqual([visitor, agent, ...guests].flatMap(({ errors }) => errors), [])));
} finally {
  await browser.close();
  await server.end();
  post.close();
  subscriber.close();
}
finish();
