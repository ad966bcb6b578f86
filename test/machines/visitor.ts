import { layOut } from './distribution';
import type { Machine } from './machines';
import type { Keeper } from '../e2e/instance/keeper';
import { delimiter, join, mkdir, process, readFile } from '../e2e/support/node';
import { projectFolder } from '../e2e/support/paths';

const LOG_TAIL_LINES = 30;

/** How this machine reaches the registry and the registry's certificates; the rest is as it comes. */
const HOW_TO_REACH_NPM =
	/^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file|npm_config_(registry|cafile|proxy|https_proxy|noproxy))$/i;

/** Somebody who has a machine, and nothing of this project on it yet. */
export class Visitor {
	private constructor(
		private readonly machine: Machine,
		private readonly folder: string,
		private readonly env: Record<string, string>,
		private readonly keeper: Keeper,
	) {}

	/** @param folder a new folder for all that the visitor has: home, Node, npm and the clone */
	static async arrive(machine: Machine, folder: string, keeper: Keeper): Promise<Visitor> {
		const home = join(folder, 'home');
		await mkdir(home, { recursive: true });
		const bin = await layOut(machine.node, machine.npm, join(folder, 'node'));
		const ways = Object.entries(process.env).filter(([name]) => HOW_TO_REACH_NPM.test(name));
		const env: Record<string, string> = {
			PATH: [bin, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
			HOME: home,
			TMPDIR: home,
		};
		for (const [name, value] of ways) if (value !== undefined) env[name] = value;
		return new Visitor(machine, folder, env, keeper);
	}

	/** The folder that the project is cloned into. */
	get clone(): string {
		return join(this.folder, this.machine.folder);
	}

	/** Clones the project, as it is committed. */
	async cloneProject(): Promise<void> {
		const { uid } = this.machine;
		// git clones from no repository that belongs to somebody else, so the visitor gets a copy first.
		const source = join(this.folder, 'source.git');
		const project = `file://${projectFolder}`;
		await this.run('git', ['clone', '--quiet', '--bare', '--depth=1', project, source], '/');
		if (uid !== undefined) await this.run('chown', ['-R', `${uid}:${uid}`, this.folder], '/');
		await this.run('git', ['clone', '--quiet', source, this.clone], this.folder, uid);
	}

	/** Runs npm in the clone. */
	async npm(...args: string[]): Promise<void> {
		await this.run('npm', args, this.clone, this.machine.uid);
	}

	/** @throws with the end of what the program wrote, unless it ends with 0 */
	private async run(command: string, args: string[], cwd: string, uid?: number): Promise<void> {
		const { name } = this.machine;
		const log = join(this.folder, 'output.log');
		await this.keeper.start({ name, command, args, cwd, env: this.env, log, uid });
		const { code, signal } = await this.keeper.exit(name);
		if (code === 0) return;
		const output = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-LOG_TAIL_LINES);
		throw new Error(
			`${command} ${args.join(' ')} ended with ${code ?? signal}:\n${output.join('\n')}`,
		);
	}
}
