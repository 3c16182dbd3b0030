import type { Nas, NasProfileName } from '../../shared/domain/nas.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { BIRTHS, type Birth, NAS_IP } from './births.ts';
import type { Chance } from './chance.ts';
import { FATES, type Weather, weatherWithout } from './fates.ts';
import type { NasHabit } from './nas-model.ts';
import type { ModelPool } from './netbox-model.ts';
import { THEMES, type Theme } from './themes.ts';
import { START, type Troubles } from './world.ts';

/** What a schedule is about, before anybody acts. */
export type Setting = {
  theme: Theme;
  tenants: string[];
  subscribers: { tenant: string; subscriber: string; birth: Birth }[];
  pool: Pool;
  modelPool: ModelPool;
  etags: boolean;
  nas: Nas;
  habit: NasHabit;
  troubles: Troubles;
};

const POOL_ID = 1;
const POOL_CIDR = '2001:db8::/54';
const CHILDREN = ['2001:db8::/56', '2001:db8:0:100::/56', '2001:db8:0:200::/56', '2001:db8:0:300::/56'];
const SIZES = [4, 2, 3];
const QUARANTINES = [0, 300, 3_600];
const PROFILES: NasProfileName[] = ['rfc5176', 'cisco-iosxe', 'nokia-sros', 'juniper-junos'];
const HABITS: NasHabit[] = ['honest', 'stuck', 'lies'];
const RATES = [0, 20, 60, 150];
const MINUTE = 60_000;

const poolOf = (chance: Chance): Pool => ({
  netboxPoolId: POOL_ID,
  cidr: POOL_CIDR,
  space: 'main.global',
  length: 56,
  order: 0,
  quarantineSeconds: QUARANTINES[chance.weighted([6, 3, 1])] as number,
  stalePolicy: chance.odds(300) ? 'revoke' : 'report',
  ...(chance.odds(60) ? { maxPrefixes: 2 } : {}),
});

const nasOf = (chance: Chance): Nas => ({
  ip: NAS_IP,
  port: 3799,
  profile: PROFILES[chance.weighted([6, 2, 1, 1])] as NasProfileName,
  secretName: 'nas',
  requireMessageAuthenticator: true,
  zeroVectorQuirk: false,
});

const FINE = weatherWithout(() => false);

/** By the fates that are off, a bit each. */
const weathers = new Map<number, Weather>();

/** In two of three schedules half of the fates are off, so that few kinds of trouble come often. */
const weatherOf = (chance: Chance): Weather => {
  if (chance.below(3) === 0) return FINE;
  const mask = chance.below(2 ** (FATES.length - 1));
  const known =
    weathers.get(mask) ?? weatherWithout((fate) => ((mask >> (FATES.indexOf(fate) - 1)) & 1) === 1);
  weathers.set(mask, known);
  return known;
};

const outage = (chance: Chance): { from: number; until: number } => {
  if (!chance.odds(60)) return { from: 0, until: 0 };
  const from = START + chance.below(4) * 15_000;
  return { from, until: from + (1 + chance.below(3)) * 12 * MINUTE };
};

const troublesOf = (chance: Chance): Troubles => {
  const perMille = RATES[chance.weighted([1, 3, 4, 2])] as number;
  if (perMille === 0) {
    const never = { from: 0, until: 0 };
    return { perMille, weather: FINE, calm: false, netboxDown: never, nasDown: never };
  }
  return {
    perMille,
    weather: weatherOf(chance),
    calm: false,
    netboxDown: outage(chance),
    nasDown: outage(chance),
  };
};

/** Draws a setting: one or two tenants that share a pool of two to four prefixes, one to three subscribers; its theme too, unless it is given. */
export const settingOf = (chance: Chance, only?: Theme): Setting => {
  const drawn = THEMES[chance.below(THEMES.length)] as Theme;
  const theme = only ?? drawn;
  const tenants = chance.below(4) === 3 ? ['acme', 'beta'] : ['acme'];
  const subscribers = Array.from({ length: 1 + chance.weighted(theme.subscribers) }, (_, index) => ({
    tenant: tenants[index % tenants.length] as string,
    // Names are a tenant's own: the first one of each is alike.
    subscriber: `sub-${1 + Math.floor(index / tenants.length)}`,
    birth: BIRTHS[chance.weighted(theme.births)] as Birth,
  }));
  const size = Math.max(SIZES[chance.below(SIZES.length)] as number, subscribers.length);
  return {
    theme,
    tenants,
    subscribers,
    pool: poolOf(chance),
    modelPool: { id: POOL_ID, cidr: POOL_CIDR, children: CHILDREN.slice(0, size) },
    etags: chance.below(2) === 0,
    nas: nasOf(chance),
    habit: HABITS[chance.weighted([18, 1, 1])] as NasHabit,
    troubles: troublesOf(chance),
  };
};
