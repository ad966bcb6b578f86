import type { FaultName } from './catalogue';
import { namedFault } from './catalogue';
import type { Fault } from './kinds';
import { ApiFaultSchema, CallbackFaultSchema, ImageFaultSchema } from './kinds';

export type Endpoint = 'generations' | 'edits' | 'tasks' | 'images' | 'callbacks';

/** What a fault can be aimed at. */
export interface FaultTarget {
	endpoint: Endpoint;
	path: string;
	method: string;
	model?: string;
	prompt?: string;
	taskId?: string;
	body?: unknown;
}

/** When an ordered fault happens; without any of it, to the next request that it fits. */
export interface FaultAim {
	/** How often; 1 by default. */
	times?: number | 'always';
	/** Endpoints; by default those that the kind of fault is about. */
	on?: readonly Endpoint[];
	/** Only requests whose parts contain these texts (the model: is this text). */
	match?: { model?: string; prompt?: string; path?: string };
	/** Only requests of which this is true. Not available over HTTP. */
	when?: (target: FaultTarget) => boolean;
	/** Fitting requests that are spared first. */
	skip?: number;
	/** Chance of each fitting request, 0 to 1. */
	probability?: number;
}

export interface OrderedFault {
	/** How often it has happened. */
	readonly used: number;
	/** From now on it does not happen any more. */
	cancel(): void;
}

/** A share of all requests goes wrong, each in a way that is chosen by chance. */
export interface Mishaps {
	/** Chance of each request, 0 to 1. */
	share: number;
	/** What can happen; by default every named fault that ends by itself. */
	faults?: readonly FaultName[];
}

/** A fault as it is, or by its name. */
export type FaultOrName = Fault | FaultName;

/** An order that is open, with its count. */
export interface Rule extends OrderedFault {
	/** How the next entry is found: as in a script, or by chance. */
	readonly picks: 'inTurn' | 'byChance';
	used: number;
	seen: number;
	readonly entries: ReadonlyArray<Fault | 'fine'>;
	readonly times: number;
	readonly endpoints: readonly Endpoint[];
	readonly aim: FaultAim;
}

/** The endpoints that such faults are about. */
export function usualEndpoints(entries: ReadonlyArray<Fault | 'fine'>): readonly Endpoint[] {
	const fault = entries.find((entry) => entry !== 'fine');
	if (fault?.kind === 'taskShape') return ['tasks'];
	if (ApiFaultSchema.safeParse(fault).success) return ['generations', 'edits'];
	if (ImageFaultSchema.safeParse(fault).success) return ['images'];
	if (CallbackFaultSchema.safeParse(fault).success) return ['callbacks'];
	return ['generations', 'edits'];
}

/** The endpoints that a named fault is about. */
export function endpointsOf(name: FaultName): readonly Endpoint[] {
	const { fault, aim = {} } = namedFault(name);
	return aim.on ?? usualEndpoints([fault]);
}

/** Whether a rule is about this request. */
export function fits({ aim, endpoints }: Rule, target: FaultTarget): boolean {
	const { match = {}, when } = aim;
	return (
		endpoints.includes(target.endpoint) &&
		(match.model === undefined || target.model === match.model) &&
		(match.prompt === undefined || (target.prompt ?? '').includes(match.prompt)) &&
		(match.path === undefined || target.path.includes(match.path)) &&
		(when === undefined || when(target))
	);
}
