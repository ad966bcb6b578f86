import { join, once, spawn } from '../support/node';

const SOURCE = 'test/soak/give-back.c';

/**
 * Compiles what makes glibc give back the memory that it keeps for later.
 *
 * @param folder takes the library
 * @returns its path
 * @throws where there is no C compiler, or no glibc
 */
export async function compileGiveBack(folder: string): Promise<string> {
	const library = join(folder, 'give-back.so');
	const compiler = spawn('cc', ['-shared', '-fPIC', '-o', library, SOURCE], { stdio: 'inherit' });
	const [code] = await once(compiler, 'close');
	if (code !== 0) throw new Error(`${SOURCE} could not be compiled: cc ended with ${String(code)}`);
	return library;
}

/** An expression that loads the library in Node.js, which then says that it is no module of its kind. */
export const givingBack = (library: string): string =>
	`try { process.dlopen({ exports: {} }, ${JSON.stringify(library)}) } catch {}`;
