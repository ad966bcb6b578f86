import { IMAGES } from './workflows';
import {
	allServed,
	billed,
	compareImages,
	lighthouses,
	openOwnDeliveryBench,
	startAndSuspend,
	type DeliveryBench,
} from '../deliveries/bench';
import { unexpectedComplaints } from '../deliveries/complaints';
import { flow, imageNode, promptItems } from '../deliveries/flow';
import { waitForStatus } from '../api/executions';
import type { N8n } from '../instance/n8n';
import { eventually } from '../support/eventually';
import { HeldRecovery } from '../support/held-recovery';
import { say } from '../support/progress';
import { process, sleep } from '../support/node';

/** How often each is done: `XHUO_E2E_REPEAT=20 npm run test:e2e -- double-kill`. */
const ROUNDS = Array.from({ length: Number(process.env.XHUO_E2E_REPEAT ?? 1) }, (_, n) => n + 1);

/** n8n starts up to three times in a test; in milliseconds. */
jest.setTimeout(400_000);

/** After the recovery, until the second kill; in milliseconds. */
const A_MOMENT_MS = 1000;

/** As long as n8n ran before the first kill, between two callbacks, and until the last ones; in ms. */
const BEFORE_THE_FIRST_KILL_MS = 2500;
const BETWEEN_CALLBACKS_MS = 1500;
const UNTIL_THE_LAST_MS = 10_000;

/** What n8n writes when its recovery is over. */
const RECOVERED = 'Found unfinished executions';

/**
 * After a crash, n8n's recovery stores a suspended execution as crashed, and a few milliseconds later
 * as waiting again; it takes callbacks meanwhile, and refuses to resume an execution that is not
 * stored as waiting. Here it stands still in between for as long as a test says.
 */
describe('a pause under which n8n is killed twice', () => {
	let bench: DeliveryBench<N8n>;
	let recovery: HeldRecovery;

	beforeAll(async () => {
		recovery = await HeldRecovery.prepare();
		bench = await openOwnDeliveryBench('double-kill', { env: recovery.env });
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());
	afterEach(() => recovery.goOn());

	const suspend = async (path: string) => {
		const nodes = [...promptItems(lighthouses(12)), imageNode({ delivery: 'pause' })];
		return (await startAndSuspend(bench, flow(path, nodes), 12)).id;
	};
	const killTwice = async () => {
		const recoveries = () =>
			bench.n8n.log.entries().filter(({ message }) => message.startsWith(RECOVERED)).length;
		const before = recoveries();
		await bench.n8n.kill9();
		await bench.n8n.boot();
		// n8n answers before; killed amid its recovery, it would not recover the next time.
		await eventually('n8n has recovered', () => recoveries() > before);
		await sleep(A_MOMENT_MS);
		await bench.n8n.kill9();
	};
	const finished = async (): Promise<string[]> => {
		const { gate, simulator } = bench;
		gate.open();
		await simulator.until(() => simulator.callbacks.pending().length === 12);
		return simulator.callbacks.pending().map(({ taskId }) => taskId);
	};
	const comesBack = async (id: string) => {
		// n8n may still call it crashed for a moment.
		const execution = await waitForStatus(bench.api, id, ['success'], { timeoutMs: 120_000 });
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(12)));
		expect(billed(bench)).toEqual(lighthouses(12).sort());
		say(`· execution ${id}: killed twice, and back with its 12 images`);
	};

	it.each(ROUNDS)('comes back with callbacks amid the recovery alone, round %d', async (round) => {
		const id = await suspend(`amid-${round}`);
		await killTwice();
		const ids = await finished();
		recovery.hold();
		const up = bench.n8n.boot();
		await recovery.isHeld(bench.n8n);
		const early = await bench.simulator.callbacks.deliver(ids);
		expect(early[0]?.status).toBe(500);
		recovery.goOn();
		await up;
		await comesBack(id);
	});

	it.each(ROUNDS)('comes back with the last callbacks afterwards, round %d', async (round) => {
		const id = await suspend(`after-${round}`);
		await killTwice();
		const ids = await finished();
		recovery.hold();
		const up = bench.n8n.boot();
		await recovery.isHeld(bench.n8n);
		await bench.simulator.callbacks.deliver(ids.slice(0, 8), { concurrent: true });
		recovery.goOn();
		await up;
		await waitForStatus(bench.api, id, ['waiting', 'running', 'success']);
		await bench.simulator.callbacks.deliver(ids.slice(8), { concurrent: true });
		await comesBack(id);
	});

	it.each(ROUNDS)(
		'comes back where nothing is held, and the last four callbacks are late, round %d',
		async (round) => {
			const { n8n, gate, simulator } = bench;
			await simulator.callbacks.release();
			const id = await suspend(`late-${round}`);
			const first = (async () => {
				for (let sent = 0; sent < 8; sent += 1) {
					gate.finish(1);
					await sleep(BETWEEN_CALLBACKS_MS);
				}
			})();
			await sleep(BEFORE_THE_FIRST_KILL_MS);
			await n8n.kill9();
			await n8n.boot();
			await sleep(A_MOMENT_MS);
			await n8n.kill9();
			await n8n.boot();
			await first;
			await sleep(UNTIL_THE_LAST_MS);
			gate.open();
			await comesBack(id);
		},
	);

	it('is given up by n8n if it is killed between the two: the execution has crashed', async () => {
		const id = await suspend('between');
		await bench.n8n.kill9();
		recovery.hold();
		void bench.n8n.boot().catch(() => undefined);
		await recovery.isHeld(bench.n8n);
		await waitForStatus(bench.api, id, ['crashed']);
		await bench.n8n.kill9();
		recovery.goOn();
		await bench.n8n.boot();
		const [callback] = await bench.simulator.callbacks.deliver((await finished()).slice(0, 1));
		expect(callback?.status).toBe(500);
		await waitForStatus(bench.api, id, ['crashed']);
	});

	it('leaves nothing in the log of n8n that speaks of other trouble', () => {
		const explained = [
			/is already being resumed by another process|There was a problem executing the workflow/,
			/Skipped recovery process since it previously failed/,
		];
		expect(unexpectedComplaints(bench.n8n, explained)).toEqual([]);
	});
});
