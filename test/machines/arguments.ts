import { MACHINES, type Machine } from './machines';
import { COMMANDS, type Command } from './commands';

export const USAGE = `Usage: npm run test:machines -- [machine …] [--only demo|test]
Machines: ${MACHINES.map(({ name }) => name).join(', ')}. Without one, all are tried.`;

/** What to try, and where. */
export interface Plan {
	machines: readonly Machine[];
	commands: readonly Command[];
}

/** @throws an error that names the argument which is no machine or command */
export function readArguments(argv: readonly string[]): Plan {
	const at = argv.indexOf('--only');
	const names = at < 0 ? argv : argv.filter((_, index) => index !== at && index !== at + 1);
	const wanted = names.map((name) => {
		const machine = MACHINES.find((candidate) => candidate.name === name);
		if (machine === undefined) throw new Error(`There is no machine "${name}"\n${USAGE}`);
		return machine;
	});
	return {
		machines: wanted.length > 0 ? wanted : MACHINES,
		commands: at < 0 ? COMMANDS : [readCommand(argv[at + 1])],
	};
}

function readCommand(name: string | undefined): Command {
	const command = COMMANDS.find((candidate) => candidate === name);
	if (command === undefined) throw new Error(`--only takes ${COMMANDS.join(' or ')}\n${USAGE}`);
	return command;
}
