import { TOOL_DESCRIPTION } from '../../nodes/XhuoImage/actions/toolDescription';
import { codeTable, transportTable } from './errorTables';
import { choiceTable, fieldsByModelTable, fieldTable, operationTable } from './fieldTables';
import { modelTable, picturesTable, priceTable, sizeTables } from './modelTables';
import { credentialFields, imageOperations, triggerFields, type Operation } from './nodeFields';
import { outputTable } from './outputTable';

/**
 * What stands between the markers `<!-- name:start -->` and `<!-- name:end -->` of the documents,
 * by name. Each operation has a section of its own, so that a new one wants to be documented.
 */
export function writeSections(): ReadonlyMap<string, string> {
	return new Map([
		['operations', operationTable()],
		['models', modelTable()],
		['sizes', sizeTables()],
		['prices', priceTable()],
		['edit-pictures', picturesTable()],
		['output', outputTable()],
		['credential-fields', fieldTable(credentialFields)],
		['trigger-fields', fieldTable(triggerFields)],
		['service-codes', codeTable()],
		['no-answer', transportTable()],
		['tool-description', ['```text', TOOL_DESCRIPTION, '```'].join('\n')],
		...imageOperations.flatMap(operationSections),
	]);
}

function operationSections({ resource, choice, fields }: Operation): Array<[string, string]> {
	const name = `${String(resource.value)}-${String(choice.value)}`;
	const has = (field: string) => fields.some(({ property }) => property.name === field);
	const sections: Array<[string, string]> = [[`${name}-fields`, fieldTable(fields)]];
	if (has('model')) sections.push([`${name}-fields-by-model`, fieldsByModelTable(fields)]);
	// The same for every operation that has it.
	if (has('delivery')) sections.push(['deliveries', choiceTable(fields, 'delivery')]);
	return sections;
}
