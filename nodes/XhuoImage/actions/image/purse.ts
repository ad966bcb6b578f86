import type { IExecuteFunctions } from 'n8n-workflow';

import { failed, type Outcome } from '../../api/failure';
import type { Job, JobResult } from '../../delivery/job';
import { PaidRecord } from '../../ledger/paidRecord';
import { ToolCalls } from '../../ledger/toolCalls';
import { nodeError } from '../../output/nodeError';
import { goesOnAfterFailure, isToolUse } from '../../output/toolUse';
import { readOptions } from '../readSettings';
import { checkSpending, costOf, readSpendingLimits } from './spendingLimits';
import { asFurtherJobs, noteDelivered, unpaidJobs } from './toolJobs';

type Reads = ReadonlyArray<Outcome<readonly Job[]>>;

/** What a run of the node pays from: it knows what was paid for before, and what may be spent. */
export interface Purse {
	readonly record: PaidRecord;
	/**
	 * Checks what the items ask for against the limits of the run, before anything is sent.
	 *
	 * @param firstSeed for a request that asks for another picture and has no seed
	 * @returns what is to be sent, or for each item why it is not
	 * @throws NodeOperationError beyond a limit, unless the node goes on after a failure
	 */
	charge(reads: Reads, firstSeed: number): Reads;
	/** Sends what was charged for; what was not spent after all, or could not be, is given back. */
	pay(deliver: () => Promise<JobResult[]>): Promise<JobResult[]>;
	/** Notes what became of it. */
	settle(jobs: readonly Job[], results: readonly JobResult[], isComplete: boolean): void;
}

/** All calls of a tool share a record; any other run of a node in a loop has one of its own. */
const EVERY_CALL = -1;

export function openPurse(context: IExecuteFunctions): Purse {
	const executionId = context.getExecutionId();
	const memory = context.getContext('node');
	const limits = readSpendingLimits(readOptions(context, 0));
	const bound = (reads: Reads, unpaid: readonly Job[], calls?: ToolCalls): Reads => {
		const failure = checkSpending(costOf(unpaid), limits, calls?.spent);
		if (!failure) return reads;
		if (!goesOnAfterFailure(context)) throw nodeError(context, failure, 0);
		return reads.map((read) => (read.ok ? failed(failure) : read));
	};

	if (!isToolUse(context)) {
		const runIndex = Number(context.evaluateExpression('{{ $runIndex }}', 0));
		const record = new PaidRecord(memory, runIndex, executionId);
		return {
			record,
			charge: (reads) => bound(reads, jobsOf(reads)),
			pay: async (deliver) => await deliver(),
			settle: (_jobs, _results, isComplete) => {
				if (isComplete) record.clear();
			},
		};
	}

	const record = new PaidRecord(memory, EVERY_CALL, executionId);
	const calls = new ToolCalls(memory, executionId);
	let charged: readonly Job[] = [];
	return {
		record,
		charge: (asked, firstSeed) => {
			const reads = asked.map((read) =>
				read.ok ? { ...read, value: asFurtherJobs(read.value, calls, firstSeed) } : read,
			);
			const unpaid = unpaidJobs(jobsOf(reads), record);
			const bounded = bound(reads, unpaid, calls);
			charged = bounded === reads ? unpaid : [];
			calls.spend(costOf(charged));
			return bounded;
		},
		pay: async (deliver) => {
			try {
				return await deliver();
			} finally {
				const { images, credits } = costOf(unpaidJobs(charged, record));
				calls.spend({ images: -images, credits: -credits });
			}
		},
		settle: (jobs, results) => noteDelivered(jobs, results, calls),
	};
}

const jobsOf = (reads: Reads): Job[] => reads.flatMap((read) => (read.ok ? read.value : []));
