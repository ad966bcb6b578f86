/**
 * `npm run bench`: measures this package, as built, beside what a user of n8n would use instead.
 * `npm run bench -- batch` runs one part. Nothing is asserted: the numbers depend on the machine.
 * The parts `callbacks` and `callbacks-lazy` run in a real n8n, which takes minutes and 3 GB to install
 * the first time.
 */
import { process } from '../support/node';
import { measureBatch } from './batch';
import { measureCallbacks } from './callbacks';
import type { Report } from './report';
import { formatReport } from './report';

const PARTS: Readonly<Record<string, () => Promise<Report>>> = {
	batch: measureBatch,
	callbacks: async () => await measureCallbacks({}),
	// n8n then makes its expression engine ready when there is an expression, not for every call.
	'callbacks-lazy': async () =>
		await measureCallbacks({ N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }),
};

async function main(): Promise<void> {
	const asked = process.argv.slice(2);
	const unknown = asked.filter((name) => !(name in PARTS));
	if (unknown.length > 0) {
		throw new Error(
			`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}`,
		);
	}
	for (const [name, measure] of Object.entries(PARTS)) {
		if (asked.length > 0 && !asked.includes(name)) continue;
		process.stdout.write(`\nMeasuring ${name} …\n`);
		process.stdout.write(`${formatReport(await measure())}\n`);
	}
}

void main();
