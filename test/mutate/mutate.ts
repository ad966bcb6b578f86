import { npm } from '../e2e/install/npm';
import { onlyOnce } from '../e2e/install/stamp';
import { copyFile } from '../e2e/support/node';
import { cacheFolder, projectFolder } from '../e2e/support/paths';
import { say, step } from '../e2e/support/progress';
import { join, mkdir, once, process, readFile, spawn, writeFile } from '../support/node';
import { layOutTable } from '../support/table';
import { readReport, type RoomReport } from './report';
import { configurationOf, RUNS, type Run } from './rooms';
import { LIST, rowOf, sortOut } from './survivors';

/** The least share of mutants that the tests have to notice. */
const THRESHOLD = 0.85;

const OUTPUT = join('output', 'mutate');

/** Changes also what runs only while a file loads, which takes several times as long. */
const STATIC = '--static';

/**
 * `npm run mutate -- ledger callback`: changes the code of these rooms, or of all, in small ways, and
 * tells which changes no test noticed. Ends with 1 if those are too many, or not in the list.
 */
async function main(): Promise<void> {
	const wanted = process.argv.slice(2).filter((argument) => argument !== STATIC);
	const withStatic = process.argv.includes(STATIC);
	const unknown = wanted.filter((name) => !RUNS.some((run) => run.name === name));
	if (unknown.length > 0) {
		say(`Usage: npm run mutate -- [${STATIC}] [${RUNS.map(({ name }) => name).join('] [')}]`);
		process.exit(2);
	}
	const stryker = await install();
	await mkdir(OUTPUT, { recursive: true });
	const rows: string[][] = [];
	let isFine = true;
	for (const run of RUNS) {
		if (wanted.length > 0 && !wanted.includes(run.name)) continue;
		const report = await step(`mutating ${run.name}`, async () => {
			return await mutate(run, { stryker, withStatic });
		});
		const { known, unknown: unexplained } = sortOut(report.survivors);
		const share = report.killed / report.mutants;
		isFine &&= share >= THRESHOLD && unexplained.length === 0;
		const numbers = [report.mutants, report.killed, known.length, unexplained.length].map(String);
		rows.push([run.name, ...numbers, `${(share * 100).toFixed(1)} %`]);
		for (const survivor of unexplained) say(`${rowOf(survivor)} line ${survivor.line}`);
	}
	say('');
	say(
		layOutTable(
			['room', 'mutants', 'killed', 'survivors explained', 'not explained', 'score'],
			rows,
		),
	);
	say(`\nAt least ${THRESHOLD * 100} % have to be killed; ${LIST} explains survivors.`);
	process.exit(isFine ? 0 : 1);
}

/** Installs Stryker into the cache, exactly as locked. @returns the script that starts it */
async function install(): Promise<string> {
	const manifests = join(projectFolder, 'test', 'mutate');
	const folder = join(cacheFolder, 'mutate');
	const lock = await readFile(join(manifests, 'package-lock.json'), 'utf8');
	await onlyOnce(folder, 'modules', lock, async () => {
		for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
			await copyFile(join(manifests, file), join(folder, file));
		}
		await step('installing Stryker', async () => {
			await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
				cwd: folder,
				log: join(folder, 'npm-ci.log'),
			});
		});
	});
	return join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
}

async function mutate(
	run: Run,
	{ stryker, withStatic }: { stryker: string; withStatic: boolean },
): Promise<RoomReport> {
	const name = withStatic ? `${run.name}-static` : run.name;
	const report = join(OUTPUT, `${name}.json`);
	const configuration = join(OUTPUT, `${name}.config.json`);
	await writeFile(configuration, JSON.stringify(configurationOf(run, report, withStatic), null, 2));
	const child = spawn(process.execPath, [stryker, 'run', configuration], {
		cwd: projectFolder,
		stdio: 'inherit',
	});
	await once(child, 'exit');
	if (child.exitCode !== 0) throw new Error(`Stryker ended with ${child.exitCode}`);
	return readReport(await readFile(report, 'utf8'));
}

main().catch((error: unknown) => {
	say(error instanceof Error ? error.message : String(error));
	process.exit(1);
});
