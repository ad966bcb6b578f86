import type { Random } from '../random';
import type { Fault } from './kinds';
import { CallbackFaultSchema, ImageFaultSchema } from './kinds';

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

interface Rule extends OrderedFault {
	used: number;
	seen: number;
	readonly entries: ReadonlyArray<Fault | 'fine'>;
	readonly times: number;
	readonly endpoints: readonly Endpoint[];
	readonly aim: FaultAim;
}

const isLatency = (fault: Fault) => fault.kind === 'latency' || fault.kind === 'imageLatency';

function usualEndpoints(entries: ReadonlyArray<Fault | 'fine'>): readonly Endpoint[] {
	const fault = entries.find((entry) => entry !== 'fine');
	if (ImageFaultSchema.safeParse(fault).success) return ['images'];
	if (CallbackFaultSchema.safeParse(fault).success) return ['callbacks'];
	return ['generations', 'edits'];
}

function fits({ aim, endpoints }: Rule, target: FaultTarget): boolean {
	const { match = {}, when } = aim;
	return (
		endpoints.includes(target.endpoint) &&
		(match.model === undefined || target.model === match.model) &&
		(match.prompt === undefined || (target.prompt ?? '').includes(match.prompt)) &&
		(match.path === undefined || target.path.includes(match.path)) &&
		(when === undefined || when(target))
	);
}

/** The faults that apply to one request. */
export class Drawn {
	constructor(
		readonly faults: readonly Fault[],
		private readonly rules: readonly Rule[],
	) {}

	/** The request never got as far as the fault: it is kept for the next one. */
	giveBack(): void {
		for (const rule of this.rules) {
			rule.used -= 1;
			rule.seen -= 1;
		}
	}

	/** The one that is not latency, if any. */
	get main(): Fault | undefined {
		return this.faults.find((fault) => !isLatency(fault));
	}

	/** Additional latency, ms. */
	get latencyMs(): number {
		return this.faults.reduce(
			(sum, fault) => sum + (isLatency(fault) && 'ms' in fault ? fault.ms : 0),
			0,
		);
	}
}

/** The faults that tests and people have ordered. Earlier orders come first. */
export class FaultQueue {
	private rules: Rule[] = [];

	constructor(private readonly random: Random) {}

	/**
	 * Orders a fault, or a script: the first fitting request gets the first entry, and so on.
	 * @param times how often, for a single fault; a script is played once
	 */
	order(faults: Fault | ReadonlyArray<Fault | 'fine'>, aim: FaultAim = {}): OrderedFault {
		const isScript = 'length' in faults;
		const entries = isScript ? faults : [faults];
		const endpoints = aim.on ?? usualEndpoints(entries);
		const times = isScript ? entries.length : aim.times === 'always' ? Infinity : (aim.times ?? 1);
		const cancel = () => {
			this.rules = this.rules.filter((other) => other !== rule);
		};
		const rule: Rule = { used: 0, seen: 0, entries, times, endpoints, aim, cancel };
		this.rules.push(rule);
		return rule;
	}

	/** Takes what applies to an API call or a download: any latency, and the oldest other fault. */
	draw(target: FaultTarget): Drawn {
		return this.take(target, true);
	}

	/** Takes everything that applies to a task's callback: its faults can come together. */
	drawAll(target: FaultTarget): Drawn {
		return this.take(target, false);
	}

	reset(): void {
		this.rules = [];
	}

	private take(target: FaultTarget, onlyOne: boolean): Drawn {
		const [faults, rules]: [Fault[], Rule[]] = [[], []];
		let hasMain = false;
		for (const rule of this.rules) {
			const entry = rule.entries[Math.min(rule.used, rule.entries.length - 1)];
			if (rule.used >= rule.times || entry === undefined || !fits(rule, target)) continue;
			const isMain = entry === 'fine' || !isLatency(entry);
			if (onlyOne && isMain && hasMain) continue;
			if (!this.strikes(rule)) continue;
			rule.used += 1;
			rules.push(rule);
			if (entry !== 'fine') faults.push(entry);
			hasMain ||= isMain;
		}
		return new Drawn(faults, rules);
	}

	private strikes(rule: Rule): boolean {
		rule.seen += 1;
		if (rule.seen <= (rule.aim.skip ?? 0)) return false;
		return rule.aim.probability === undefined || this.random() < rule.aim.probability;
	}
}
