import { z } from 'zod';

import { FaultSchema } from '../faults/kinds';
import { looselyParsed } from '../http/body';
import type { Exchange } from '../http/exchange';
import type { World } from '../world';

const texts = z.object({ model: z.string(), prompt: z.string(), path: z.string() }).partial();
const endpoint = z.enum(['generations', 'edits', 'tasks', 'images', 'callbacks']);

const OrderSchema = z
	.object({
		fault: FaultSchema.optional(),
		script: z
			.array(z.union([z.literal('fine'), FaultSchema]))
			.min(1)
			.optional(),
		times: z.union([z.number().int().positive(), z.literal('always')]).optional(),
		on: z.array(endpoint).optional(),
		match: texts.optional(),
		skip: z.number().int().min(0).optional(),
		probability: z.number().min(0).max(1).optional(),
	})
	.strict();

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Routes for people and for tests in other processes: not part of the simulated service. */
export const CONTROL_ROUTES: Readonly<
	Record<string, (exchange: Exchange, world: World) => void | Promise<void>>
> = {
	'GET /': (exchange, world) => exchange.send(200, statusText(world), TEXT),
	'GET /_ledger': (exchange, world) => exchange.sendJson(200, world.ledger.entries),
	'GET /_requests': (exchange, world) =>
		exchange.sendJson(200, { maxInFlight: world.log.maxInFlight, requests: world.log.records }),
	'POST /_misbehave': orderFault,
	'DELETE /_misbehave': (exchange, world) => {
		world.faults.reset();
		exchange.sendJson(200, { ordered: 0 });
	},
};

async function orderFault(exchange: Exchange, world: World): Promise<void> {
	const parsed = OrderSchema.safeParse(looselyParsed(await exchange.readBody()));
	if (!parsed.success) return refuse(exchange, describe(parsed.error));
	const { fault, script, ...aim } = parsed.data;
	const ordered = script ?? fault;
	if (!ordered) return refuse(exchange, 'Give either "fault" or "script".');
	world.faults.order(ordered, aim);
	exchange.sendJson(200, { ordered: 1 });
}

const describe = ({ issues }: z.ZodError) =>
	issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');

function refuse(exchange: Exchange, message: string): void {
	exchange.send(400, `${message}\n`, TEXT);
}

function statusText({ ledger, log, origin }: World): string {
	const images = ledger.entries.reduce((sum, entry) => sum + entry.images, 0);
	return [
		'XHuo Images API simulator',
		`Base URL        ${origin()}/v1`,
		`Billed calls    ${ledger.entries.length} (${images} images)`,
		`Requests        ${log.records.length}, at most ${log.maxInFlight} image calls at the same moment`,
		'Look at         GET /_ledger, GET /_requests',
		'Order faults    POST /_misbehave {"fault":{"kind":"error","code":"too_many_requests"},"times":2}',
		'',
	].join('\n');
}
