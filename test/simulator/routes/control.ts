import { z } from 'zod';

import type { FaultName } from '../faults/catalogue';
import { FAULT_NAMES, namedFault } from '../faults/catalogue';
import { FaultSchema } from '../faults/kinds';
import { endpointsOf } from '../faults/aim';
import { looselyParsed } from '../http/body';
import type { Exchange } from '../http/exchange';
import type { World } from '../world';

const texts = z.object({ model: z.string(), prompt: z.string(), path: z.string() }).partial();
const endpoint = z.enum(['generations', 'edits', 'tasks', 'images', 'callbacks']);

const faultName = z.custom<FaultName>(
	(value) => FAULT_NAMES.some((name) => name === value),
	'must be one of the names that GET /_faults lists',
);
const faultOrName = z.union([faultName, FaultSchema]);

const OrderSchema = z
	.object({
		fault: faultOrName.optional(),
		script: z
			.array(z.union([z.literal('fine'), faultOrName]))
			.min(1)
			.optional(),
		mix: z
			.object({ share: z.number().min(0).max(1), faults: z.array(faultName).min(1).optional() })
			.strict()
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
	'GET /_tasks': (exchange, world) => exchange.sendJson(200, world.tasks.all),
	'GET /_faults': (exchange) => exchange.sendJson(200, FAULT_NAMES.map(listed)),
	'POST /_misbehave': orderFault,
	'DELETE /_misbehave': (exchange, world) => {
		world.faults.reset();
		exchange.sendJson(200, { ordered: 0 });
	},
};

async function orderFault(exchange: Exchange, world: World): Promise<void> {
	const parsed = OrderSchema.safeParse(looselyParsed(await exchange.readBody()));
	if (!parsed.success) return refuse(exchange, describe(parsed.error));
	const { fault, script, mix, ...aim } = parsed.data;
	const ordered = script ?? fault;
	if (mix) world.faults.mix(mix);
	else if (ordered) world.faults.order(ordered, aim);
	else return refuse(exchange, 'Give one of "fault", "script" and "mix".');
	exchange.sendJson(200, { ordered: 1 });
}

const describe = ({ issues }: z.ZodError) =>
	issues
		.flatMap(meant)
		.map(({ path, message }) => `${path.join('.')}: ${message}`)
		.join('\n');

/** Of a fault that could be a name or an object: what is wrong inside it, if it got that far. */
function meant(issue: z.ZodIssue): z.ZodIssue[] {
	if (issue.code !== 'invalid_union') return [issue];
	const all = issue.unionErrors.flatMap(({ issues }) => issues.flatMap(meant));
	const deeper = all.filter(({ path }) => path.length > issue.path.length);
	return deeper.length > 0 ? deeper : all;
}

/** What `GET /_faults` tells of each named fault. */
const listed = (name: FaultName) => {
	const { does, billed, isEndless = false } = namedFault(name);
	return { name, does, billed, on: endpointsOf(name), isEndless };
};

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
		'Look at         GET /_ledger, GET /_requests, GET /_tasks, GET /_faults',
		'Order faults    POST /_misbehave {"fault":"429-seconds","times":2}',
		'',
	].join('\n');
}
