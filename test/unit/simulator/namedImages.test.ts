import { loadImage } from '@napi-rs/canvas';

import type { FAULT_GROUPS, FaultName, Simulator } from '../../simulator';
import { FAULT_NAMES, startSimulator } from '../../simulator';
import type { Answer } from '../../simulator/testClient';
import { TestClient } from '../../simulator/testClient';

let simulator: Simulator;
let client: TestClient;
let url: string;
let file: Buffer;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'plain', clock: { now: () => 0, sleep: nothing } });
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
});
beforeEach(async () => {
	simulator.reset();
	await client.generate({ model: 'gpt-image-2', prompt: 'a fox', size: '256x128' });
	const [image] = simulator.images.all;
	[url, file] = [image?.url ?? '', image?.file ?? Buffer.alloc(0)];
});
async function nothing(): Promise<void> {}

type ImageFaults = (typeof FAULT_GROUPS)['The image host'];
type Check = (answer: Answer) => unknown;

const LOST = [
	'image-cut',
	'image-cut-always',
	'image-length-too-large',
	'image-cut-chunked',
	'image-reset',
] as const;
const ENDLESS = ['image-no-answer'] as const;
type Answered = Exclude<keyof ImageFaults, (typeof LOST)[number] | (typeof ENDLESS)[number]>;

const MEGABYTE = 1024 * 1024;
const typeOf = ({ headers }: Answer) => headers['content-type'];
const statusIs =
	(status: number): Check =>
	(answer) =>
		expect(answer.status).toBe(status);
const leadsTo =
	(location: string): Check =>
	(answer) => {
		expect([answer.status, answer.headers.location]).toEqual([302, location]);
	};
const isWholeAs =
	(type: string | undefined): Check =>
	(answer) => {
		expect(typeOf(answer)).toBe(type);
		expect(answer.file.equals(file)).toBe(true);
	};
/** Whole by HTTP, under its own type, beginning as such files do. */
const isFile =
	(type: string, head: string, at = 0): Check =>
	(answer) => {
		expect([answer.status, typeOf(answer)]).toEqual([200, type]);
		expect(answer.headers['content-length']).toBe(String(answer.file.length));
		expect(answer.file.toString('latin1', at, at + head.length)).toBe(head);
	};
const both =
	(...checks: Check[]): Check =>
	async (answer) => {
		for (const check of checks) await check(answer);
	};
const isSeen: Check = async ({ file: seen }) => {
	expect(await loadImage(seen)).toMatchObject({ width: 256, height: 128 });
};

const ANSWERED: Record<Answered, Check> = {
	'image-404': statusIs(404),
	'image-500-once': statusIs(500),
	'image-500-always': statusIs(500),
	'image-403-expired': both(statusIs(403), ({ body }) => expect(body).toMatch(/has expired/)),
	'image-half': ({ file: half }) => expect(half.length).toBe(Math.floor(file.length / 2)),
	'image-empty': both(statusIs(200), (answer) => {
		expect([typeOf(answer), answer.file.length]).toEqual(['image/png', 0]);
	}),
	'image-html-as-png': (answer) => {
		expect([typeOf(answer), answer.body]).toEqual([
			'image/png',
			expect.stringMatching(/^<!doctype/),
		]);
	},
	'image-html': (answer) => expect(typeOf(answer)).toMatch(/^text\/html/),
	'image-60-mb': (answer) => {
		expect(answer.file.length).toBe(60 * MEGABYTE);
		expect(answer.headers['content-length']).toBe(String(60 * MEGABYTE));
	},
	'image-60-mb-chunked': (answer) => {
		expect(answer.file.length).toBe(60 * MEGABYTE);
		expect(answer.headers['content-length']).toBeUndefined();
	},
	'image-drip': isWholeAs('image/png'),
	'image-redirect-private': leadsTo('http://10.0.0.1/internal.png'),
	'image-redirect-metadata': leadsTo('http://169.254.169.254/latest/meta-data/'),
	'image-redirect-loop': (answer) => leadsTo(new URL(url).pathname)(answer),
	'image-wrong-type': isWholeAs('text/plain'),
	'image-octet-stream': isWholeAs('application/octet-stream'),
	'image-no-type': isWholeAs(undefined),
	'image-gif': both(isFile('image/gif', 'GIF89a'), isSeen),
	'image-avif': both(isFile('image/avif', 'ftypavif', 4), isSeen),
	'image-jpeg-without-end': both(isFile('image/jpeg', '\xff\xd8\xff'), ({ file: jpeg }) => {
		expect(jpeg.includes(Buffer.from([0xff, 0xd9]))).toBe(false);
	}),
	'image-webp-26-bytes': both(isFile('image/webp', 'RIFF'), ({ file: webp }) => {
		expect([webp.length, webp.readUInt32LE(4) + 8]).toEqual([26, 26]);
	}),
	'image-webp-without-pad': both(isFile('image/webp', 'RIFF'), ({ file: webp }) => {
		expect(webp.readUInt32LE(4) + 8 - webp.length).toBe(1);
	}),
};

const HIT_ALWAYS: readonly FaultName[] = [
	'image-500-always',
	'image-403-expired',
	'image-redirect-loop',
	'image-cut-always',
];

describe('a fault of the image host, by its name', () => {
	const rows = FAULT_NAMES.flatMap((name): Array<[FaultName, Check]> => {
		const checks: Partial<Record<FaultName, Check>> = ANSWERED;
		const check = checks[name];
		return check ? [[name, check]] : [];
	});

	it.each(rows)('%s', async (name, check) => {
		simulator.misbehave(name);

		await check(await client.get(url));

		const next = await client.get(url);
		expect(next.file.equals(file)).toBe(!HIT_ALWAYS.includes(name));
		expect(simulator.ledger).toHaveLength(1);
		expect(simulator.requests[1]?.faultName).toBe(name);
	});

	it.each(LOST)('%s: the transfer does not end as it should', async (name) => {
		simulator.misbehave(name);

		await expect(client.get(url)).rejects.toThrow();

		const next = client.get(url).then(
			(answer) => answer.file.equals(file),
			() => false,
		);
		expect(await next).toBe(!HIT_ALWAYS.includes(name));
	});

	it.each([
		['image-cut', (bytes: number) => String(bytes)],
		['image-length-too-large', (bytes: number) => String(2 * bytes)],
		['image-cut-chunked', () => null],
	] as const)('%s: the length that is told', async (name, lengthOf) => {
		simulator.misbehave(name);

		const response = await fetch(url);

		expect(response.headers.get('content-length')).toBe(lengthOf(file.length));
		await expect(response.arrayBuffer()).rejects.toThrow();
	});

	it.each(ENDLESS)('%s', async (name) => {
		simulator.misbehave(name);
		const patience = AbortSignal.timeout(50);
		const ended = client.get(url, 'GET', patience).catch(() => 'gave up');

		expect(await ended).toBe('gave up');
	});
});
