import type { Execution } from '../../e2e/api/executions';
import { Session } from '../../e2e/api/session';
import { readArguments } from '../../soak/arguments';
import { Books } from '../../soak/books';
import { LANES, type Order } from '../../soak/lanes';
import { changesTheFile, MISHAPS } from '../../soak/mishaps';
import type { Rest } from '../../soak/drive';
import { reportOf } from '../../soak/report';
import { tallies } from '../../soak/verdict';
import { startSimulator, type Simulator } from '../../simulator';
import type { ServedImage } from '../../simulator/images/served';

const NODE = 'Images';
const lane = LANES.find(({ delivery }) => delivery === 'wait');
const order: Order = { prompt: 'fox', model: 'dall-e-2', size: '256x256', images: 2 };

describe('the books of a soak', () => {
	let simulator: Simulator;
	let books: Books;
	beforeEach(async () => {
		simulator = await startSimulator();
		books = new Books(new Session('http://unused.example'), simulator);
		if (lane) books.open(lane, [order]);
	});
	afterEach(async () => await simulator.close());

	/** Has the images made, as the node under test would. */
	async function make(): Promise<ServedImage[]> {
		const { prompt, model, size, images: n } = order;
		await fetch(`${simulator.baseUrl}/openai/images/generations`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${simulator.token}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify({ prompt, model, size, n }),
		});
		return [...simulator.images.all];
	}

	const itemOf = ({ url, prompt, index, file }: ServedImage, bytes = file) => ({
		json: { prompt, url, taskId: null, imageIndex: index, image: {} },
		binary: { data: { data: bytes.toString('base64'), mimeType: 'image/png' } },
	});
	const execution = (items: ReturnType<typeof itemOf>[], message?: string): Execution => {
		const error = message === undefined ? {} : { error: { message } };
		const run = { executionTime: 1, ...error, data: { main: [items] } };
		return {
			id: '1',
			status: message === undefined ? 'success' : 'error',
			mode: 'webhook',
			workflowId: '1',
			data: { resultData: { runData: { [NODE]: [run] } } },
		};
	};
	const tally = () => tallies(books).find(({ delivery }) => delivery === 'wait');

	it('find an image lost that was billed and neither came out nor is named', async () => {
		const [one] = await make();
		await books.enter(execution(one ? [itemOf(one)] : []), NODE, [order]);
		expect(tally()).toMatchObject({ billed: 2, delivered: 1, inHand: 0, lost: 1, twice: 0 });
	});

	it('find it in the hand of its user when a message names its link', async () => {
		const [one, other] = await make();
		const said = `could not be fetched: ${other?.url}`;
		await books.enter(execution(one ? [itemOf(one)] : [], said), NODE, [order]);
		expect(tally()).toMatchObject({ delivered: 1, inHand: 1, lost: 0 });
	});

	it('find what was billed a second time', async () => {
		await make();
		await make();
		expect(tally()).toMatchObject({ ordered: 2, billed: 4, twice: 2 });
	});

	it('find a file that is not what was made, unless a fault has sent it', async () => {
		const [one] = await make();
		if (!one) throw new Error('an image expected');
		await books.enter(execution([itemOf(one, one.file.subarray(0, 99))]), NODE, [order]);
		expect(tally()).toMatchObject({ notWhole: 1 });

		simulator.misbehave('image-half');
		await (await fetch(one.url)).arrayBuffer();
		await books.enter(execution([itemOf(one, one.file.subarray(0, 99))]), NODE, [order]);
		expect(tally()).toMatchObject({ notWhole: 0, repeated: 1 });
	});

	it('find an order of which nothing was said', async () => {
		expect(tally()).toMatchObject({ silent: 1 });
		await books.enter(execution([], 'The service said no'), NODE, [order]);
		expect(tally()).toMatchObject({ silent: 0 });
	});
});

describe('the report of a soak', () => {
	const rest = (worked: number, used: number, rss = 800e6): Rest => ({
		...{ worked, used, rss, executions: 1, heapUsed: 1, heapTotal: 1 },
		...{ external: 1, arrayBuffers: 1 },
	});
	let simulator: Simulator;
	beforeEach(async () => void (simulator = await startSimulator()));
	afterEach(async () => await simulator.close());
	const report = (books: Books, ...[last]: Rest[]) => {
		const rests: [Rest, ...Rest[]] = [rest(5, 500e6), ...(last ? [last] : [])];
		return reportOf({ books, curve: [], rests, minutes: 30, stopped: [] }, simulator, false);
	};
	const noBooks = () => new Books(new Session('http://unused.example'), simulator);

	it('compares what n8n uses at the end with what it used after the first minutes', () => {
		expect(report(noBooks(), rest(30, 549e6, 990e6))).toMatchObject({ isKept: true });
		const grown = report(noBooks(), rest(30, 551e6));
		expect(grown.isKept).toBe(false);
		expect(grown.text).toMatch(
			/no more memory with time +NO +500 MB .* 551 MB at the end \(\+10\.2 %/,
		);
	});

	it('names the orders that went wrong', () => {
		const books = noBooks();
		if (lane) books.open(lane, [order]);
		const { text, isKept } = report(books);
		expect(isKept).toBe(false);
		expect(text).toContain('1 orders went wrong');
		expect(text).toContain('fox: 2 ordered, 0 billed, 0 delivered, 0 lost; faults: none');
	});
});

describe('a soak', () => {
	it('runs every delivery both with On Error and with failing executions', () => {
		expect(LANES.map(({ name }) => name)).toEqual(
			['wait', 'poll', 'pause', 'submit'].flatMap((name) => [`${name}-goes-on`, `${name}-fails`]),
		);
	});

	it('has many kinds of faults, and none that takes the only word of an image away', () => {
		expect(MISHAPS.length).toBeGreaterThan(90);
		expect(MISHAPS).not.toContain('reset-after');
		expect(MISHAPS).not.toContain('no-answer');
		expect(MISHAPS.filter(changesTheFile)).toContain('image-half');
		expect(changesTheFile('429-seconds')).toBe(false);
	});

	it('is told how long, how bad and which, and says so when it is not understood', () => {
		expect(readArguments([])).toEqual({
			minutes: 30,
			settled: 5,
			share: 0.05,
			seed: 1,
			isControl: false,
		});
		expect(readArguments(['--minutes', '2', '--faults', '20', '--control', '--seed', '7'])).toEqual(
			{
				minutes: 2,
				settled: 0.8,
				share: 0.2,
				seed: 7,
				isControl: true,
			},
		);
		for (const wrong of [['--minutes'], ['--minutes', 'x'], ['--hours', '1']]) {
			expect(() => readArguments(wrong)).toThrow('Usage');
		}
	});
});
