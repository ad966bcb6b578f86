import groupBy from 'lodash/groupBy';

import type { Random } from '../random';
import type { FaultAim, FaultOrName, FaultTarget, Mishaps, OrderedFault, Rule } from './aim';
import { endpointsOf, fits, usualEndpoints } from './aim';
import { FAULT_NAMES, namedFault, resolveFault } from './catalogue';
import type { Fault } from './kinds';

/** What can happen without holding anybody up for ever. */
const MISHAPS = FAULT_NAMES.filter((name) => !namedFault(name).isEndless);

const isLatency = (fault: Fault) => fault.kind === 'latency' || fault.kind === 'imageLatency';

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
	 * @param aim wins over the one that a named fault brings along
	 */
	order(
		faults: FaultOrName | ReadonlyArray<FaultOrName | 'fine'>,
		aim: FaultAim = {},
	): OrderedFault {
		if (typeof faults === 'string' || !('length' in faults)) {
			const { fault, aim: usual } = resolveFault(faults);
			const { times = 1, ...rest } = { ...usual, ...aim };
			return this.add([fault], times === 'always' ? Infinity : times, rest);
		}
		const resolved = faults.map((entry) => (entry === 'fine' ? undefined : resolveFault(entry)));
		const entries = resolved.map((entry) => entry?.fault ?? 'fine');
		const on = aim.on ?? resolved.find((entry) => entry?.aim.on)?.aim.on;
		return this.add(entries, entries.length, { ...aim, on });
	}

	/** Lets a share of all requests go wrong. Faults of the same endpoints share one chance. */
	mix({ share, faults = MISHAPS }: Mishaps): OrderedFault {
		const byEndpoints = groupBy(faults, (name) => endpointsOf(name).join());
		const rules = Object.values(byEndpoints).map((names) => {
			const [first] = names;
			const on = first && endpointsOf(first);
			const entries = names.map((name) => namedFault(name).fault);
			return this.add(entries, Infinity, { on, probability: share }, 'byChance');
		});
		return {
			get used() {
				return rules.reduce((sum, rule) => sum + rule.used, 0);
			},
			cancel: () => rules.forEach((rule) => rule.cancel()),
		};
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

	private add(
		entries: ReadonlyArray<Fault | 'fine'>,
		times: number,
		aim: FaultAim,
		picks: Rule['picks'] = 'inTurn',
	): Rule {
		const endpoints = aim.on ?? usualEndpoints(entries);
		const cancel = () => {
			this.rules = this.rules.filter((other) => other !== rule);
		};
		const rule: Rule = { used: 0, seen: 0, entries, times, endpoints, aim, picks, cancel };
		this.rules.push(rule);
		return rule;
	}

	private nextOf({ entries, picks, used }: Rule): Fault | 'fine' | undefined {
		if (picks === 'byChance') return entries[Math.floor(this.random() * entries.length)];
		return entries[Math.min(used, entries.length - 1)];
	}

	private take(target: FaultTarget, onlyOne: boolean): Drawn {
		const [faults, rules]: [Fault[], Rule[]] = [[], []];
		let hasMain = false;
		for (const rule of this.rules) {
			if (rule.used >= rule.times || !fits(rule, target)) continue;
			const entry = this.nextOf(rule);
			if (entry === undefined) continue;
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
