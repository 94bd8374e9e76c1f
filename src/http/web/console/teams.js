// @ts-check
/** The teams and what they are called in the console's language. */
import { get } from './api.js';
import { language } from './words.js';

/** @type {Map<string, string>} */
const names = new Map();

/** Every team with its queue. @returns {Promise<import('./types.js').Team[]>} */
export async function readTeams() {
  const { teams } = await get(`/teams?lang=${language()}`);
  for (const team of teams) names.set(team.id, team.name);
  return teams;
}

/** The name of a ticket's team; until the teams are read, as the server calls it. @param {import('./types.js').TicketRow} row */
export const teamName = (row) => names.get(row.team) ?? row.team_name;
