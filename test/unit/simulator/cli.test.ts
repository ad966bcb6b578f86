import { faultTables } from '../../simulator/faults/catalogue/table';
import { CliError, readFlags } from '../../simulator/flags';
import { readFileSync } from '../../support/node';

describe("the simulator's command line", () => {
	it('listens on port 8787 when nothing is said', () => {
		expect(readFlags([])).toMatchObject({ port: 8787, pictures: 'drawn' });
	});

	it('turns flags into options', () => {
		const argv = [
			'--port',
			'0',
			'--latency',
			'2000',
			'--rate',
			'5/1000',
			'--retry-after=date',
			'--plain',
		];

		expect(readFlags([...argv, '--callback-attempts', '3', '--seed', '4'])).toMatchObject({
			port: 0,
			latencyMs: 2000,
			rateLimit: { requests: 5, perMs: 1000, retryAfter: 'date' },
			pictures: 'plain',
			seed: 4,
			callbacks: { attempts: 3 },
		});
	});

	it('chooses the platform, and how much goes wrong', () => {
		expect(readFlags(['--platform', 'sister', '--mishaps', '5'])).toMatchObject({
			platform: 'sister',
			mishaps: { share: 0.05 },
		});
	});

	it('asks for help', () => {
		expect(readFlags(['--help'])).toBe('help');
		expect(readFlags(['--list-faults'])).toBe('faults');
	});

	it.each([
		[['--port', '99999'], /--port/],
		[['--latency', 'long'], /--latency: must be a whole number/],
		[['--rate', '5'], /--rate: must be <requests>\/<ms>/],
		[['--max-concurrent', '0'], /--max-concurrent/],
		[['--callback-form', 'round'], /--callback-form/],
		[['--platform', 'other'], /--platform/],
		[['--mishaps', '101'], /--mishaps/],
	])('names the flag in %j', (argv, message) => {
		expect(() => readFlags(argv)).toThrow(CliError);
		expect(() => readFlags(argv)).toThrow(message);
	});

	it.each([['--latncy'], ['positional']])('does not let %s pass', (flag) => {
		expect(() => readFlags([flag])).toThrow(flag);
	});
});

describe("the simulator's README", () => {
	it('lists every named fault; otherwise put in what `npm run simulator -- --list-faults` prints', () => {
		const readme = readFileSync('test/simulator/README.md', 'utf8');
		const [, listed] =
			/<!-- faults:start -->\n\n([\s\S]*?)\n\n<!-- faults:end -->/.exec(readme) ?? [];

		expect(listed).toBe(faultTables());
	});
});
