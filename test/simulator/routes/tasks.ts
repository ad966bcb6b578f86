import { checkAccount } from '../contract/account';
import { spoil, strikesOnArrival } from '../faults/api';
import { nameOfFault } from '../faults/catalogue';
import type { ApiFault } from '../faults/kinds';
import { ApiFaultSchema } from '../faults/kinds';
import { shapedAnswer } from '../faults/shapes/answer';
import { eachTask, shapedTasks } from '../faults/shapes/task';
import { isBody, readLoosely, requireJson } from '../http/body';
import type { Exchange } from '../http/exchange';
import { uuidFrom } from '../random';
import { answerQuery, unexpectedQueryFields } from '../tasks/query';
import type { World } from '../world';

type ShapeFault = Extract<ApiFault, { kind: 'shape' | 'taskShape' }>;

/**
 * `POST /openai/tasks` (contract §3). Free of charge, also for an account without balance.
 * @throws ApiError for a look-up that the service turns down
 */
export async function answerTaskLookup(exchange: Exchange, world: World): Promise<void> {
	const body = await readLoosely(exchange);
	exchange.record.unexpectedFields = unexpectedQueryFields(body);
	exchange.record.taskId = typeof body.id === 'string' ? body.id : null;
	const path = exchange.url.pathname;
	const drawn = world.faults.draw({ endpoint: 'tasks', path, method: exchange.method, body });
	const fault = ApiFaultSchema.safeParse(drawn.main).data;
	exchange.record.fault = fault?.kind ?? null;
	exchange.record.faultName = nameOfFault(drawn.main);
	await exchange.wait(drawn.latencyMs);
	const ids = { traceId: uuidFrom(world.random) };
	if (fault && strikesOnArrival(fault)) {
		await spoil(exchange, fault, world, ids);
		return;
	}
	checkAccount(exchange.record.headers.authorization, world.tokens, true);
	requireJson(exchange);
	const found = answerQuery(body, world.tasks, world.clock.now());
	if (fault?.kind === 'taskShape' || fault?.kind === 'shape') {
		return exchange.sendJson(200, await reshaped(found, fault, world));
	}
	if (fault && (await spoil(exchange, fault, world, ids, found))) return;
	exchange.sendJson(200, found);
}

/** A shape of answers is one of each task's response. */
async function reshaped(found: object, fault: ShapeFault, world: World): Promise<object> {
	if (fault.kind === 'taskShape') return await shapedTasks(found, fault.shape, world.clock.now());
	return await eachTask(found, async (task) =>
		isBody(task.response)
			? { ...task, response: await shapedAnswer(task.response, fault.shape, world.images) }
			: task,
	);
}
