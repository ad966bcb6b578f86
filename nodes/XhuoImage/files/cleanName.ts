/** Half of a character that UTF-16 writes in two: no UTF-8 can be made of it. */
const LONE_SURROGATES = /\p{Cs}/gu;
const REPLACEMENT = '\ufffd';

/**
 * Characters that show nothing and change how the rest is shown, such as marks of direction. The two
 * joiners stay: emoji and several scripts are written with them.
 */
const INVISIBLE = /(?!\p{Join_Control})\p{Cf}/gu;

/** Characters that some file system or shell does not take, control characters, and line ends. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}<>:"/\\|?*]+/gu;

/** Dots, blanks, letters that look like blanks, and joiners with nothing to join. */
const EDGES =
	/^[\p{Join_Control}.\s\u115f\u1160\u2800\u3164\uffa0]+|[\p{Join_Control}.\s\u115f\u1160\u2800\u3164\uffa0]+$/gu;

/** Windows takes these for devices, whatever follows behind a dot (Win32, "Naming Files"). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i;

/** In bytes: what file systems take for a name. */
export const LONGEST_NAME_BYTES = 255;

/** In units of UTF-16: what comes behind them never fits, so it is not looked at. */
const MOST_UNITS = 2 * LONGEST_NAME_BYTES;

/**
 * Makes a file name of a text that every system takes, without its ending.
 *
 * @param roomBytes how long it may be, in bytes of UTF-8
 * @returns the name, empty where nothing of the text can be used
 */
export function cleanName(text: string, roomBytes: number): string {
	const clean = noDevice(
		text
			.replace(LONE_SURROGATES, REPLACEMENT)
			.replace(INVISIBLE, '')
			.replace(UNSAFE, '-')
			.replace(EDGES, ''),
	);
	return noDevice(cutToBytes(clean, roomBytes).replace(EDGES, ''));
}

const noDevice = (name: string): string => (DEVICE.test(name) ? `_${name}` : name);

/** Cuts a text at the last whole character that fits, as a person counts characters. */
function cutToBytes(text: string, roomBytes: number): string {
	if (Buffer.byteLength(text) <= roomBytes) return text;
	const characters = charactersOf(text);
	const whole = fitting(characters, roomBytes);
	// One character of endless accents: then a part of it.
	return whole === '' ? fitting(Array.from(characters[0] ?? ''), roomBytes) : whole;
}

/** As many of the characters as fit, which are not all. */
function fitting(characters: readonly string[], roomBytes: number): string {
	let bytes = 0;
	const end = characters.findIndex((character) => {
		bytes += Buffer.byteLength(character);
		return bytes > roomBytes;
	});
	return characters.slice(0, end).join('');
}

/** Whole characters, as a person counts them. */
function charactersOf(text: string): string[] {
	const beginning = text.slice(0, MOST_UNITS);
	return Array.from(new Intl.Segmenter().segment(beginning), ({ segment }) => segment);
}
