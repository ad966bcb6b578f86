import type { ImageOrder } from '../contract/order';
import { nameOfFault } from '../faults/catalogue';
import { CallbackFaultSchema } from '../faults/kinds';
import type { CallbackFault } from '../faults/kinds';
import type { Job } from '../job';
import { createImages } from '../job';
import { uuidFrom } from '../random';
import type { World } from '../world';
import type { CallbackPlan } from './plan';
import { planFrom } from './plan';

/** Draws what will happen to the callback of an order. */
export function planCallback(world: World, order: ImageOrder, taskId: string): CallbackPlan {
	const { model, prompt, callbackUrl, body } = order;
	const target = { endpoint: 'callbacks', method: 'POST', model, prompt, taskId, body } as const;
	const drawn = world.faults.drawAll({ ...target, path: callbackUrl ?? '' });
	const faults = drawn.faults.flatMap((fault): CallbackFault[] => {
		const parsed = CallbackFaultSchema.safeParse(fault);
		return parsed.success ? [parsed.data] : [];
	});
	const plan = planFrom(faults, world.callbackForm, () => uuidFrom(world.random));
	return { ...plan, faults: drawn.faults.map((fault) => nameOfFault(fault) ?? fault.kind) };
}

/**
 * Keeps a submitted task and works on it; resolves when its callback has been dealt with.
 * @param url null: the task is only kept, to be looked up
 */
export async function runSubmitted(
	world: World,
	job: Job,
	url: string | null,
	plan: CallbackPlan,
): Promise<void> {
	const { taskId, traceId, order, startedAt } = job;
	world.tasks.add({
		id: taskId,
		traceId,
		type: world.platform.taskType(order.operation),
		request: order.body,
		faults: plan.faults,
		createdAt: startedAt,
	});
	await world.callbacks.track(async () => {
		const [created] = await Promise.all([
			createImages(world, job, plan.base64 || undefined),
			world.clock.sleep(job.latencyMs, world.closing),
		]);
		const outcome = plan.failure
			? ({ success: false, error: plan.failure } as const)
			: ({ success: true, created } as const);
		world.tasks.finish(taskId, outcome, world.clock.now());
		if (url === null) return;
		await world.clock.sleep(plan.delayMs, world.closing);
		await world.callbacks.report({ taskId, traceId }, url, outcome, plan);
	});
}
