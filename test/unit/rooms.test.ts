import { dirname, join, readdir, readFileSync, relative, resolve } from '../support/node';

const HOUSE = resolve('nodes/XhuoImage');

/** From the top down: a room imports from itself and from the rooms below it (design, "The house"). */
const ROOMS = [
	'',
	'actions',
	'trigger',
	'delivery',
	'ledger',
	'output',
	'tasks',
	'callback',
	'files',
	'api',
	'models',
];

const roomOf = (file: string) => {
	const [room = '', ...rest] = relative(HOUSE, file).split(/[\\/]/);
	return rest.length === 0 && room.endsWith('.ts') ? '' : room;
};

const importsOf = (file: string) =>
	[...readFileSync(file, 'utf8').matchAll(/\b(?:from |import\()'([^']+)'/g)].map(
		([, target = '']) => target,
	);

describe('the rooms of the house', () => {
	let files: string[];
	beforeAll(async () => {
		const entries = await readdir(HOUSE, { recursive: true });
		files = entries.filter((entry) => entry.endsWith('.ts')).map((entry) => join(HOUSE, entry));
	});

	it('are all known here', () => {
		expect(new Set(files.map(roomOf))).toEqual(new Set(ROOMS));
	});

	it('import one way only', () => {
		const upward = files.flatMap((file) =>
			importsOf(file)
				.filter((target) => target.startsWith('.'))
				.map((target) => roomOf(join(dirname(file), target)))
				.filter((room) => ROOMS.indexOf(room) < ROOMS.indexOf(roomOf(file)))
				.map((room) => `${relative(HOUSE, file)} imports from ${room || 'the node itself'}`),
		);
		expect(upward).toEqual([]);
	});

	it('keep the models pure: they know no n8n', () => {
		const models = files.filter((file) => roomOf(file) === 'models');
		expect(models.flatMap(importsOf).filter((target) => !target.startsWith('.'))).toEqual([]);
	});
});
