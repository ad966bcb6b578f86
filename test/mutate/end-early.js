'use strict';

/** What jest-circus knows of the tests of this file. */
function root() {
	const symbol = Object.getOwnPropertySymbols(globalThis).find(
		({ description }) => description === 'JEST_STATE_SYMBOL',
	);
	return globalThis[symbol].rootDescribeBlock;
}

const hasFailed = ({ type, errors = [], children = [] }) =>
	type === 'test' ? errors.length > 0 : children.some(hasFailed);

// One test that notices a mutant is enough; the others would only take their time to fail.
beforeEach(() => {
	if (hasFailed(root())) throw new Error('A test before this one has failed');
});
