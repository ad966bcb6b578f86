import { z } from 'zod';

import { inTime } from '../report';
import { FLOOR, xhuoImage } from './contestants';
import { median } from './statistics';

const figuresSchema = z.array(
	z.object({
		work: z.object({ name: z.string(), concurrency: z.number(), latencyMs: z.number() }),
		runs: z.record(z.array(z.object({ ms: z.number() }))),
	}),
);

/** In pixels. */
const WIDTH = 760;
const LABELS = 170;
const FIGURES = 90;
const BAR = 20;
const LINE = 30;
const HEAD = 44;
const MARGIN = 16;

const COLOURS = { own: '#e4572e', floor: '#8a9ba8', other: '#c3ccd3', text: '#1f2933' };

/**
 * The times of all contestants as bars, a group for each work of more than one image.
 *
 * @param figures of the part `images`
 * @returns an SVG document
 */
export function chartOf(figures: unknown): string {
	const groups = figuresSchema.parse(figures).slice(1);
	const heights = groups.map(({ runs }) => HEAD + Object.keys(runs).length * LINE);
	const tops = heights.map((_, index) =>
		heights.slice(0, index).reduce((sum, height) => sum + height, MARGIN),
	);
	const height = heights.reduce((sum, one) => sum + one, 2 * MARGIN);
	const bars = groups.map((group, index) => groupOf(group, tops[index] ?? 0)).join('');
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="14" role="img" aria-label="Times of XHuo Image and of other ways, shorter is better">
<rect width="100%" height="100%" rx="8" fill="#ffffff"/>
${bars}</svg>
`;
}

function groupOf({ work, runs }: z.infer<typeof figuresSchema>[number], top: number): string {
	const rows = Object.entries(runs).map(([name, own]) => ({
		name,
		ms: median(own.map(({ ms }) => ms)),
	}));
	const longest = Math.max(...rows.map(({ ms }) => ms));
	const room = WIDTH - LABELS - FIGURES - 2 * MARGIN;
	const title = `${work.name}, ${work.concurrency} at once, ${work.latencyMs} ms each`;
	const lines = rows.map(({ name, ms }, index) => {
		const y = top + HEAD - 8 + index * LINE;
		const width = Math.max(1, (room * ms) / longest);
		const weight = name === xhuoImage.name ? ' font-weight="600"' : '';
		return (
			text(MARGIN + LABELS - 10, y + 15, name, `text-anchor="end"${weight}`) +
			`<rect x="${MARGIN + LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3" fill="${colourOf(name)}"/>\n` +
			text(MARGIN + LABELS + width + 8, y + 15, inTime(ms), weight)
		);
	});
	return text(MARGIN, top + 20, title, 'font-weight="600"') + lines.join('');
}

const text = (x: number, y: number, content: string, attributes: string) =>
	`<text x="${x.toFixed(1)}" y="${y}" fill="${COLOURS.text}" ${attributes.trim()}>${content}</text>\n`;

function colourOf(name: string): string {
	if (name === xhuoImage.name) return COLOURS.own;
	return name === FLOOR ? COLOURS.floor : COLOURS.other;
}
