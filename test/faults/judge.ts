import { namedFault } from '../simulator';
import { ENDS, OFFLINE, type Expected, type Row } from './expectations';
import type { Performance } from './performances';
import { heldError, type Held } from './seen';
import type { Stage } from './stage';

/** Ends that stand for an image that is paid for. */
const PAID = new Set(['image', 'link', 'task id', 'unreadable']);

/** Ends that are failures, and so end a run that does not continue on fail. */
const FAILURES = new Set(['link', 'unreadable', 'refused', 'uncertain']);

/** The simulator orders it anew each time it happens. */
const NEVER_ENDS = 'image-redirect-loop';

/** What a cell came to. */
export interface Score {
	/** Images billed, calls for images and downloads so far. */
	readonly billed: number;
	readonly calls: number;
	readonly downloads: number;
}

/** Counts what the service billed and was asked for. */
export function scoreOf({ simulator }: Stage): Score {
	const { ledger, requests } = simulator;
	return {
		billed: ledger.reduce((sum, { images }) => sum + images, 0),
		calls: requests.filter(({ path }) => path.endsWith('/images/generations')).length,
		downloads: requests.filter(({ method }) => method === 'GET').length,
	};
}

/** Such as `2 images, 1 refused`. */
export function endsIn(held: readonly Held[]): string {
	const parts = ENDS.flatMap((end) => {
		const count = held.filter((one) => one.end === end).length;
		return count === 0 ? [] : [named(count, end)];
	});
	return parts.join(', ') || 'nothing';
}

const named = (count: number, end: string): string =>
	`${count} ${end}${count > 1 && ['image', 'link', 'task id'].includes(end) ? 's' : ''}`;

const expectedEnds = ({ ends }: Expected): string =>
	ENDS.flatMap((end) => {
		const count = ends[end] ?? 0;
		return count === 0 ? [] : [named(count, end)];
	}).join(', ');

/** What is wrong with the first run of a cell; nothing, if it is right. */
export function judgeRun(
	stage: Stage,
	expected: Expected,
	performance: Performance,
	score: Score,
): string[] {
	const { held } = performance;
	const wrong = [...judgeRule(stage, performance, score), ...judgeWords(stage.row, held)];
	const mayStop = stage.settings.onError === undefined && !performance.wasSuspended;
	// A task that failed is a result of the trigger, and no error.
	const isResult = stage.delivery === 'submit' && stage.row.fault.startsWith('task-');
	const mustStop =
		mayStop && !isResult && ENDS.some((end) => FAILURES.has(end) && (expected.ends[end] ?? 0) > 0);
	if (mayStop && (mustStop || performance.failed.length > 0)) {
		const last = performance.failed.flatMap((run) => heldError(run) ?? []);
		if (last.length === 0 || last.some(({ end }) => (expected.ends[end] ?? 0) === 0)) {
			wrong.push(`should stop with one of ${expectedEnds(expected)}, came to ${endsIn(held)}`);
		}
		if (score.calls > expected.calls) wrong.push(`${score.calls} calls, not ${expected.calls}`);
		return wrong;
	}
	const seen = endsIn(held);
	const should = expectedEnds(mayStop ? withoutMissing(expected) : expected);
	if (seen !== should) wrong.push(`should come to ${should}, came to ${seen}`);
	if (score.calls !== expected.calls) wrong.push(`${score.calls} calls, not ${expected.calls}`);
	const { downloads } = expected;
	if (downloads !== undefined && score.downloads !== downloads) {
		wrong.push(`${score.downloads} downloads, not ${downloads}`);
	}
	if (!stage.hasHappened) wrong.push('the fault did not happen');
	return wrong;
}

/** Fewer images than ordered are no failure: without continue on fail, a hint says so. */
const withoutMissing = (expected: Expected): Expected => ({
	...expected,
	ends: { ...expected.ends, missing: 0 },
});

/** What holds for every cell, whatever its table says. */
function judgeRule(
	{ simulator, orderedImages, row }: Stage,
	performance: Performance,
	score: Score,
): string[] {
	const { held, runs } = performance;
	const count = (ends: (end: string) => boolean) => held.filter(({ end }) => ends(end)).length;
	const wrong = held.flatMap(({ flaw }) => flaw ?? []);
	if (score.billed > orderedImages) wrong.push(`${score.billed} billed of ${orderedImages}`);
	const inHand = count((end) => PAID.has(end)) + count((end) => end === 'uncertain');
	// An execution that failed keeps what it paid for: Retry gives it out, and the message says so.
	const isKept = performance.failed.length > 0;
	if (!isKept && inHand < score.billed) wrong.push(`${score.billed} billed, ${inHand} in hand`);
	const isUncertainBilled = row.fault !== OFFLINE && namedFault(row.fault).billed;
	if (!isKept && !isUncertainBilled && score.billed !== count((end) => PAID.has(end))) {
		wrong.push(`${score.billed} billed, ${count((end) => PAID.has(end))} delivered`);
	}
	if (JSON.stringify(runs.map(({ data }) => data)).includes(simulator.token)) {
		wrong.push('the token is in the stored execution');
	}
	return wrong;
}

function judgeWords({ cause, nextStep }: Row, held: readonly Held[]): string[] {
	return held.flatMap(({ text }) => {
		if (text === undefined) return [];
		const missing = [cause, nextStep].filter((words) => !text.includes(words));
		return missing.map((words) => `"${words}" is not in the message: ${text.slice(0, 400)}`);
	});
}

/** What is wrong after Retry, with the fault gone; nothing, if everything is there and paid once. */
export function judgeRetry(
	stage: Stage,
	first: Performance,
	second: Performance,
	score: Score,
): string[] {
	const wrong = second.held.flatMap(({ flaw }) => flaw ?? []);
	const images = [...first.held, ...second.held].filter(({ end }) => end === 'image');
	const pictures = new Set(images.map(({ prompt }) => prompt)).size;
	// What was sent in place of an image is all that there is of it.
	const isGone =
		first.held.some(({ end }) => end === 'unreadable') || NEVER_ENDS === stage.row.fault;
	if (pictures < 3 && !isGone)
		wrong.push(`after Retry ${pictures} of 3 pictures: ${endsIn(second.held)}`);
	const uncertain = first.held.filter(({ end }) => end === 'uncertain').length;
	const most = stage.orderedImages + uncertain;
	if (score.billed > most) wrong.push(`after Retry ${score.billed} billed, ${most} at most`);
	return wrong;
}
