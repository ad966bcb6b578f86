import type { Fault } from '../kinds';
import type { FaultAim } from '../aim';
import { BREAKDOWNS } from './breakdowns';
import { CALLBACKS } from './callbacks';
import { IMAGES } from './images';
import type { NamedFault } from './named';
import { REFUSALS } from './refusals';
import { SHAPES } from './shapes';
import { TASKS } from './tasks';
import { WORDING } from './wording';

export type { NamedFault } from './named';

/** The named faults, by what they are about, in the order of the README's table. */
export const FAULT_GROUPS = {
	'The service says no': REFUSALS,
	'What an error looks like': WORDING,
	'The service or the way to it fails': BREAKDOWNS,
	'The image host': IMAGES,
	'Submitted tasks and callbacks': CALLBACKS,
	'Asking for tasks': TASKS,
	'Odd but usable answers': SHAPES,
} as const;

const FAULTS = {
	...REFUSALS,
	...WORDING,
	...BREAKDOWNS,
	...IMAGES,
	...CALLBACKS,
	...TASKS,
	...SHAPES,
};

export type FaultName = keyof typeof FAULTS;

const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** Every name, in the order of the table. */
export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULTS).filter(isFaultName);

/** What a name stands for. */
export const namedFault = (name: FaultName): NamedFault => FAULTS[name];

/** A fault by its name or as it is, with the aim that it brings along. */
export function resolveFault(fault: Fault | FaultName): { fault: Fault; aim: FaultAim } {
	if (typeof fault !== 'string') return { fault, aim: {} };
	const { fault: named, aim = {} } = namedFault(fault);
	return { fault: named, aim };
}

const NAMES = new Map<Fault, FaultName>(FAULT_NAMES.map((name) => [namedFault(name).fault, name]));

/** The name of a fault that was ordered by its name. */
export const nameOfFault = (fault: Fault | undefined): FaultName | null =>
	(fault && NAMES.get(fault)) ?? null;
