import { readArguments } from '../../machines/arguments';
import { MACHINES } from '../../machines/machines';

describe('the arguments of `npm run test:machines`', () => {
	it('without any, try everything on every machine', () => {
		expect(readArguments([])).toEqual({ machines: MACHINES, commands: ['demo', 'test'] });
	});

	it('choose machines and a command, in any order', () => {
		const { machines, commands } = readArguments(['npm12', '--only', 'test', 'node20']);
		expect(machines.map(({ name }) => name)).toEqual(['npm12', 'node20']);
		expect(commands).toEqual(['test']);
	});

	it.each([
		{ argv: ['node12'], complaint: 'There is no machine "node12"' },
		{ argv: ['--all'], complaint: 'There is no machine "--all"' },
		{ argv: ['--only', 'lint'], complaint: '--only takes demo or test' },
		{ argv: ['--only'], complaint: '--only takes demo or test' },
	])('are refused when they mean nothing: $argv', ({ argv, complaint }) => {
		expect(() => readArguments(argv)).toThrow(complaint);
	});
});
