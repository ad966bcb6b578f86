import { atLeast, atMost } from '../../bench/part';
import { targetsInWords } from '../../bench/report';
import { chartOf } from '../../bench/scale/chart';
import { tableOf, timeOf } from '../../bench/scale/results';
import type { Run } from '../../bench/scale/run';
import { median } from '../../bench/scale/statistics';
import { fillMeasured } from '../../bench/write';
import { idealMs, promptsOf, WORKS } from '../../bench/scale/works';

const run = (ms: number): Run => ({ ms, requests: 200, images: 100, serviceLoad: 0.1 });
const result = {
	work: WORKS.hundred,
	runs: new Map([
		['undici program', [run(5000), run(5100), run(5200)]],
		['XHuo Image', [run(5305), run(5355), run(5610)]],
		['OpenAI', [run(51_000)]],
	]),
};

describe('npm run bench', () => {
	it('takes the middle figure, of an even number the lower of the two', () => {
		expect(median([3, 1, 2])).toBe(2);
		expect(median([4, 1, 3, 2])).toBe(2);
		expect(median([])).toBeNaN();
		expect(timeOf(result, 'XHuo Image')).toBe(5355);
	});

	it('knows the shortest time that the service allows', () => {
		expect(idealMs(WORKS.hundred)).toBe(5000);
		expect(idealMs(WORKS.thousand)).toBe(2000);
		// 20 at once, and again after each second: the last ones begin after four.
		expect(idealMs(WORKS.limited)).toBe(4500);
		expect(promptsOf(WORKS.twenty)).toHaveLength(20);
	});

	it('tells the targets that are kept from those that are not', () => {
		const kept = atMost('time', 1.05, 1.05, ' ×');
		const missed = atMost('time', 1.06, 1.05, ' ×');
		expect([kept.isKept, missed.isKept]).toEqual([true, false]);
		expect([atLeast('share', 0.9, 0.9).isKept, atLeast('share', 0.89, 0.9).isKept]).toEqual([
			true,
			false,
		]);
		// What was not measured is not kept.
		expect([atMost('time', NaN, 1).isKept, atLeast('share', NaN, 0).isKept]).toEqual([
			false,
			false,
		]);
		expect(targetsInWords([kept, missed])).toMatch(/at most 1.05 ×\s+1.06 ×\s+NO/);
	});

	it('shows medians, their spread, and how many times the floor they are', () => {
		const { title, rows } = tableOf(result);
		expect(title).toBe('100 images of 1.5 MB, 10 at once, 500 ms each: at best 5.00 s');
		expect(rows[1]?.slice(0, 4)).toEqual(['XHuo Image', '5.36 s', '5.30 s to 5.61 s', '1.05 ×']);
		expect(rows[2]?.slice(0, 4)).toEqual(['OpenAI', '51.00 s', '51.00 s to 51.00 s', '10.00 ×']);
	});

	it('draws a bar for each, as long as its time', () => {
		const figures = [
			{ work: WORKS.one, runs: {} },
			{ work: WORKS.hundred, runs: Object.fromEntries(result.runs) },
		];
		const chart = chartOf(figures);
		const widths = [...chart.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, width]) =>
			Number(width),
		);
		const [floor = 0, , longest = 0] = widths;
		expect(widths).toHaveLength(3);
		expect(longest / floor).toBeCloseTo(10, 1);
		expect(chart).toContain('>5.36 s</text>');
		expect(chart).not.toContain(WORKS.one.name);
	});

	it('writes into a document what was measured, and leaves the rest', () => {
		const text = [
			'Before',
			'<!-- measured one -->',
			'old',
			'<!-- end of one -->',
			'between',
			'<!-- measured two -->',
			'stays',
			'<!-- end of two -->',
		].join('\n');
		const table = { title: 'Loading', headings: ['median'], rows: [['12.0 ms']] };
		const targets = [atMost('loading', 12, 25, ' ms')];
		const filled = fillMeasured(text, { one: { tables: [table], targets, figures: {} } });
		expect(filled).toContain('Before\n<!-- measured one -->\n\n```text\nLoading\n');
		expect(filled).toMatch(/loading\s+at most 25 ms\s+12.0 ms\s+yes/);
		expect(filled).not.toContain('old');
		expect(filled).toContain('<!-- measured two -->\nstays\n<!-- end of two -->');
	});
});
