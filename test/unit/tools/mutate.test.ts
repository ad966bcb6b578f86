import { readReport } from '../../mutate/report';
import { rowOf, sortOut } from '../../mutate/survivors';

const source = 'const a = 1;\nexport const isNew = (n: number) =>\n\tn > 1 || n < -1;\n';
const mutant = (status: string, replacement = 'true') => ({
	status,
	replacement,
	location: { start: { line: 3, column: 2 }, end: { line: 3, column: 7 } },
});
const report = (...mutants: object[]) =>
	readReport(JSON.stringify({ files: { 'nodes/XhuoImage/api/new.ts': { source, mutants } } }));

describe('the report of a room', () => {
	it('counts as killed what a test noticed, and what never came to an end', () => {
		const statuses = [
			'Killed',
			'Timeout',
			'Survived',
			'NoCoverage',
			'CompileError',
			'RuntimeError',
		];
		expect(report(...statuses.map((status) => mutant(status)))).toMatchObject({
			mutants: 4,
			killed: 2,
			survivors: [{}, {}],
		});
	});

	it('shows a survivor with its line, before and after', () => {
		expect(report(mutant('Survived', 'n\n >= 1')).survivors).toEqual([
			{ file: 'api/new.ts', line: 3, code: "n > 1 '' n < -1;", from: 'n > 1', to: 'n >= 1' },
		]);
	});

	it('shows a change of several lines in one', () => {
		const location = { start: { line: 2, column: 22 }, end: { line: 3, column: 18 } };
		const [survivor] = report({ ...mutant('Survived'), location }).survivors;
		expect(survivor?.from).toBe("(n: number) => n > 1 '' n < -1;");
	});
});

describe('the list of survivors', () => {
	const listed = {
		file: 'ledger/requestKey.ts',
		line: 1,
		code: "return content.replace(/#\\d+$/, '');",
		from: '/#\\d+$/',
		to: '/#\\d+/',
	};

	it('explains those that are in it, in whatever line they are now, and no others', () => {
		const other = { ...listed, to: '/\\d+$/' };
		expect(sortOut([listed, other])).toEqual({ known: [listed], unknown: [other] });
	});

	it('takes the row that is printed', () => {
		expect(rowOf(listed, 'why')).toBe(
			"| `ledger/requestKey.ts` | `return content.replace(/#\\d+$/, '');` | `/#\\d+$/` | `/#\\d+/` | why |",
		);
	});
});
