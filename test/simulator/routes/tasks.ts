import { checkAccount } from '../contract/account';
import { spoil, strikesOnArrival } from '../faults/api';
import { ApiFaultSchema } from '../faults/kinds';
import { readLoosely, requireJson } from '../http/body';
import type { Exchange } from '../http/exchange';
import { uuidFrom } from '../random';
import { answerQuery, unexpectedQueryFields } from '../tasks/query';
import type { World } from '../world';

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
	await exchange.wait(drawn.latencyMs);
	const ids = { traceId: uuidFrom(world.random) };
	if (fault && strikesOnArrival(fault)) {
		await spoil(exchange, fault, world, ids);
		return;
	}
	checkAccount(exchange.record.headers.authorization, world.tokens, true);
	requireJson(exchange);
	const answer = answerQuery(body, world.tasks, world.clock.now());
	if (fault && (await spoil(exchange, fault, world, ids, answer))) return;
	exchange.sendJson(200, answer);
}
