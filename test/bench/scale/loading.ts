import { z } from 'zod';

import { installN8n } from '../../e2e/install/install-n8n';
import { projectFolder } from '../../e2e/support/paths';
import { once, spawn } from '../../support/node';
import { atMost, type Part } from '../part';
import { inTime } from '../report';
import { median } from './statistics';

/** Each process loads once: a module that is loaded stays loaded. */
const PROCESSES = 15;
const MOST_MS = 25;

const PROGRAM = `
require('n8n-workflow');
require('zod');
const started = performance.now();
require('./dist/nodes/XhuoImage/XhuoImage.node.js');
require('./dist/nodes/XhuoImage/XhuoImageTrigger.node.js');
console.log(JSON.stringify({ ms: performance.now() - started }));
`;

/** How long both nodes take to load where n8n-workflow and zod are loaded, as they are in n8n. */
export async function measureLoading(): Promise<Part> {
	const { node } = await installN8n();
	const times: number[] = [];
	while (times.length < PROCESSES) {
		const child = spawn(node.executable, ['-e', PROGRAM], {
			cwd: projectFolder,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let text = '';
		child.stdout.on('data', (chunk) => (text += String(chunk)));
		await once(child, 'close');
		times.push(z.object({ ms: z.number() }).parse(JSON.parse(text)).ms);
	}
	const ms = median(times);
	const spread = `${inTime(Math.min(...times))} to ${inTime(Math.max(...times))}`;
	return {
		tables: [
			{
				title: 'Loading both nodes, with n8n-workflow and zod there already',
				headings: ['median', 'spread', 'processes'],
				rows: [[inTime(ms), spread, String(PROCESSES)]],
			},
		],
		targets: [atMost('loading both nodes', ms, MOST_MS, ' ms')],
		figures: { times },
	};
}
