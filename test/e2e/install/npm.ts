import { Keeper } from '../instance/keeper';
import { delimiter, existsSync, join, process, readFile, rm } from '../support/node';

const LOG_TAIL_LINES = 30;

/**
 * Runs npm in a folder, quietly: what it writes goes to `log`, and into the error if it fails.
 *
 * @param nodeBin the folder of the `node` that npm and the compilers shall run on
 * @param nodeHome where that Node's headers are (`include/node`), needed to compile native modules
 */
export async function npm(
	args: string[],
	{
		cwd,
		log,
		nodeBin,
		nodeHome,
	}: { cwd: string; log: string; nodeBin?: string; nodeHome?: string },
): Promise<void> {
	const env = environmentForNpm();
	if (nodeBin !== undefined) env.PATH = [nodeBin, env.PATH].join(delimiter);
	if (nodeHome !== undefined) env.npm_config_nodedir = nodeHome;
	if (existsSync(log)) await rm(log);

	const keeper = new Keeper();
	try {
		const [command, ...before] = npmCommand(nodeBin);
		await keeper.start({ name: 'npm', command, args: [...before, ...args], cwd, env, log });
		const { code, signal } = await keeper.exit('npm');
		if (code === 0) return;
		const output = await readFile(log, 'utf8');
		const tail = output.trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
		throw new Error(
			`npm ${args.join(' ')} ended with ${code ?? signal}; the end of ${log}:\n${tail}`,
		);
	} finally {
		await keeper.close();
	}
}

/**
 * The npm that runs us, if one does: it need not be the one on PATH (`npx npm@11 run test:e2e`). What it
 * compiles is for the Node that it runs on.
 */
function npmCommand(nodeBin?: string): [string, ...string[]] {
	const script = process.env.npm_execpath;
	if (!script?.endsWith('npm-cli.js')) return ['npm'];
	return [nodeBin === undefined ? process.execPath : join(nodeBin, 'node'), script];
}

/**
 * The user's npm settings stay (registry, proxy, cache), but not what an `npm run` around us says
 * about this project, its `.npmrc` included, and no Node headers other than ours.
 */
function environmentForNpm(): Record<string, string> {
	const ours =
		/^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(nodedir|local_prefix|global_prefix|prefix|allow_scripts|ignore_scripts|legacy_peer_deps)$|^INIT_CWD$|^NODE_OPTIONS$/i;
	const env: Record<string, string> = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (value !== undefined && !ours.test(name)) env[name] = value;
	}
	return env;
}
