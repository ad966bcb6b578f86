import { planCallback, runSubmitted } from '../callbacks/submission';
import { checkAccount } from '../contract/account';
import { syncAnswer } from '../contract/answers';
import { ApiError } from '../contract/errors';
import type { Body, ImageOrder } from '../contract/order';
import { spoil, strikesOnArrival } from '../faults/api';
import { nameOfFault } from '../faults/catalogue';
import type { ApiFault } from '../faults/kinds';
import { ApiFaultSchema } from '../faults/kinds';
import type { Drawn } from '../faults/queue';
import type { Exchange } from '../http/exchange';
import type { Job } from '../job';
import { createImages } from '../job';
import { uuidFrom } from '../random';
import { numericId, shownId } from '../tasks/ids';
import type { World } from '../world';

/** What the generations and the edits endpoint have each for themselves. */
export interface ImageEndpoint {
	name: 'generations' | 'edits';
	/** Reads the body and notes it in the record. Never refuses. */
	read(exchange: Exchange): Promise<Body>;
	/** Judges what was read. @throws ApiError bad_request */
	judge(exchange: Exchange, body: Body): Promise<ImageOrder>;
}

/**
 * An image call from beginning to end: check, bill, work, answer; or what a fault makes of it.
 * @throws ApiError for a request that the service turns down
 */
export async function answerImageCall(
	exchange: Exchange,
	world: World,
	endpoint: ImageEndpoint,
): Promise<void> {
	world.log.countAsImageCall(exchange.record);
	const body = await endpoint.read(exchange);
	const ids = { taskId: uuidFrom(world.random), traceId: uuidFrom(world.random) };
	const drawn = drawFor(exchange, world, endpoint, body);
	const fault = ApiFaultSchema.safeParse(drawn.main).data;
	exchange.record.fault = fault?.kind ?? null;
	exchange.record.faultName = nameOfFault(drawn.main);
	if (fault && strikesOnArrival(fault)) {
		await spoil(exchange, fault, world, ids);
		return;
	}
	let order: ImageOrder | undefined;
	try {
		order = await admit(exchange, world, endpoint, body);
	} finally {
		if (!order) drawn.giveBack();
	}
	await work(exchange, world, jobOf(order, ids, drawn, fault, world), fault);
}

function drawFor(exchange: Exchange, world: World, { name }: ImageEndpoint, body: Body): Drawn {
	const { model, prompt } = body;
	return world.faults.draw({
		endpoint: name,
		path: exchange.url.pathname,
		method: exchange.method,
		model: typeof model === 'string' ? model : undefined,
		prompt: typeof prompt === 'string' ? prompt : undefined,
		body,
	});
}

/** Account, body, moderation, rate limit, in this order. @throws ApiError */
async function admit(
	exchange: Exchange,
	world: World,
	endpoint: ImageEndpoint,
	body: Body,
): Promise<ImageOrder> {
	checkAccount(exchange.record.headers.authorization, world.tokens);
	const order = await endpoint.judge(exchange, body);
	if (order.prompt.includes(world.moderatedText)) throw new ApiError('forbidden');
	world.limiter.admit(world.clock.now(), exchange.record.inFlight);
	return order;
}

function jobOf(
	order: ImageOrder,
	ids: { taskId: string; traceId: string },
	drawn: Drawn,
	fault: ApiFault | undefined,
	world: World,
): Job {
	return {
		order,
		taskId: fault?.kind === 'numericTaskId' ? numericId(ids.taskId) : ids.taskId,
		traceId: order.traceId ?? ids.traceId,
		startedAt: world.clock.now(),
		images: imagesMade(order.images, fault),
		latencyMs: world.latencyOf(order) + drawn.latencyMs,
		extension: fault?.kind === 'wrongExtension' ? fault.extension : undefined,
	};
}

async function work(
	exchange: Exchange,
	world: World,
	job: Job,
	fault: ApiFault | undefined,
): Promise<void> {
	const { order, taskId, traceId } = job;
	exchange.record.taskId = taskId;
	if (fault?.kind === 'successFalse') {
		// A failed task is not billed (contract §2).
		await exchange.wait(job.latencyMs);
		await spoil(exchange, fault, world, { traceId });
		return;
	}
	const isSubmitted = order.callbackUrl !== null || order.isAsync || fault?.kind === 'taskInstead';
	const answer = isSubmitted
		? await submit(world, job, order.callbackUrl)
		: await finish(exchange, world, job);
	const whole = { ...answer, ...missingImages(job, fault) };
	if (fault && (await spoil(exchange, fault, world, { traceId }, whole))) return;
	exchange.sendJson(200, fault?.kind === 'taskInstead' ? { success: true, ...whole } : whole);
}

function imagesMade(ordered: number, fault: ApiFault | undefined): number {
	if (fault?.kind === 'moreImages') return ordered + (fault.by ?? 1);
	if (fault?.kind === 'fewerImages') return Math.max(1, ordered - (fault.by ?? 1));
	return ordered;
}

/** Why images are missing, one entry for each, where the fault says that the answer tells. */
function missingImages({ order, images }: Job, fault: ApiFault | undefined): object {
	if (fault?.kind !== 'fewerImages' || !fault.told) return {};
	const missing = Array.from({ length: order.images - images }, (_, place) => images + place);
	const error = { code: 'moderation_blocked', message: 'This image was rejected by moderation.' };
	return { errors: missing.map((index) => ({ index, ...error })) };
}

/** Hands the job over: the answer comes at once, the result goes to the callback URL if there is one. */
async function submit(world: World, job: Job, callbackUrl: string | null): Promise<object> {
	const { order, taskId } = job;
	const plan = planCallback(world, order, taskId);
	if (!plan.failure) world.ledger.bill(order, job);
	const ended = runSubmitted(world, job, callbackUrl, plan).catch((error: unknown) => {
		// Closing the simulator ends running tasks; anything else shall be seen.
		if (!world.closing.aborted) throw error;
	});
	if (plan.beforeAnswer) await ended;
	const task_id = shownId(taskId);
	return world.answersSuccess ? { success: true, task_id } : { task_id };
}

/** Works while the caller waits. It is billed from the start, whatever becomes of the answer. */
async function finish(exchange: Exchange, world: World, job: Job): Promise<object> {
	const { order, taskId, traceId, startedAt } = job;
	world.ledger.bill(order, job);
	const [created] = await Promise.all([createImages(world, job), exchange.wait(job.latencyMs)]);
	const finishedAt = world.clock.now();
	return syncAnswer(order, created, { taskId, traceId, startedAt, finishedAt });
}
