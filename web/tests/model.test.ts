// The model layer over a small vocabulary: reading, what fits, what is new, and values.
import { describe, expect, it } from 'vitest'
import { blank, bodyOf, isReady } from '../src/model/blank'
import { beside } from '../src/model/document'
import { readModel } from '../src/model/reader'
import { HOSTED_ON, isMovable, joints, mayContain, wireable, wirings } from '../src/model/fits'
import { freshName, nameFrom } from '../src/model/names'
import { searched, shelves, typesOf, vocabulary, type Attribute, type ElementType, type RelationType, type Target } from '../src/model/vocabulary'
import { inline, shown, valueOf } from '../src/model/yaml'
import { usersOf } from '../src/model/typeUsers'
import { TOLD } from './told'

const attribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name, type: 'string', help: '', required: false, default: null, units: [], options: [], words: [], minimum: null,
  maximum: null, pattern: '', single: false, refers: '', items: null, fields: [], ...more,
})
const target = (type: string, more: Partial<Target> = {}): Target => ({ type, minimum: 0, maximum: null, uses: [], ...more })
const relation = (kind: string, targets: Target[], more: Partial<RelationType> = {}): RelationType => ({
  kind, spellings: [kind], help: '', targets, minimum: 0, maximum: null, scope: 'document', attributes: [], ...more,
})
const type = (name: string, parent: string, more: Partial<ElementType> = {}): ElementType => ({
  name, parent, help: `A ${name}.`, ancestors: [name, ...(parent ? [parent] : [])], abstract: false, substitutes: [], role: '',
  modelOnly: '', attributes: [], relations: [], contains: [], provides: [], ...more,
})

const connects = (...targets: Target[]) => [relation('connectsTo', targets)]
const words = vocabulary({
  ...TOLD,
  documents: {
    Application: { help: '', attributes: [], sections: [{ name: 'components', holds: 'Component', default: '', required: true, help: '' }] },
    Infrastructure: {
      help: '', attributes: [],
      sections: [
        { name: 'hosts', holds: 'Host', default: '', required: true, help: '' },
        { name: 'links', holds: 'Link', default: 'Link', required: false, help: '' },
      ],
    },
    Pipeline: { help: '', attributes: [], sections: [{ name: 'blocks', holds: 'Block', default: '', required: true, help: '' }] },
  },
  types: [
    type('Component', '', { abstract: true }),
    type('Broker', 'Component', { provides: [{ interface: 'nats' }], attributes: [attribute('topics', { type: 'list', required: true })] }),
    type('Rabbit', 'Component', { ancestors: ['Rabbit', 'Broker', 'Component'], provides: [{ interface: 'amqp' }] }),
    type('Writer', 'Component', { relations: connects(target('Broker', { minimum: 1, maximum: 1, uses: ['nats'] })) }),
    type('Page', 'Component', { relations: connects(target('Component')) }),
    type('Silent', 'Component'),
    type('Host', ''),
    type('Link', '', { relations: [relation('between', [target('Host')], { minimum: 2, maximum: 2 })], attributes: [attribute('latency', { required: true })] }),
    type('Block', '', { abstract: true }),
    type('Query', 'Block', { relations: [relation('input', [target('Block')], { spellings: ['input', 'inputs'], minimum: 1, maximum: 3 })] }),
  ],
})

const TEXT = `stratum: 1
kind: Application
name: app
infrastructure: ../infra.yaml
components:
  broker: {type: Broker, topics: [rows]}
  rabbit: {type: Rabbit}
  other: {type: Broker, topics: [rows]}
  # A comment.
  writer:
    type: Writer
    connectsTo: [{to: broker, maxLatency: 5 ms}]
    requires: {memory: 2 MiB}
  page: {type: Page}
  silent: {type: Silent}
`
const model = readModel(words, TEXT)
const element = (name: string) => {
  const found = model.elements.find((one) => one.name === name)
  if (!found) throw new Error(name)
  return found
}

describe('a document', () => {
  it('is read with its elements, edges and places', () => {
    expect(model).toMatchObject({ kind: 'Application', name: 'app', values: { infrastructure: '../infra.yaml' } })
    expect(element('writer').edges).toEqual([{ kind: 'connectsTo', target: 'broker', attributes: { maxLatency: '5 ms' } }])
    expect(element('writer').values).toEqual({ requires: { memory: '2 MiB' } })
    const place = element('writer').places.get('requires.memory')
    expect(TEXT.slice(place?.from, place?.to)).toBe('memory: 2 MiB')
  })

  it('is read as far as it can be', () => {
    const broken = readModel(words, 'stratum: 1\nkind: Application\nname: app\ncomponents:\n  a: {type: Silent}\n  b: {type: [\n')
    expect(broken.elements.map((one) => one.name)).toContain('a')
    expect(readModel(words, 'nothing').kind).toBe('')
  })

  it('leads to others by relative paths', () => {
    expect(beside('a/b/app.yaml', '../infra.yaml')).toBe('a/infra.yaml')
    expect(beside('app.yaml', './infra.yaml')).toBe('infra.yaml')
  })
})

describe('places', () => {
  it('are hosts for types that may be hosted', () => {
    const hosted = (maximum: number | null) => type('T', '', { relations: [relation(HOSTED_ON, [target('Host')], { maximum })] })
    expect([hosted(1), hosted(null), hosted(0), type('T', ''), undefined].map(isMovable)).toEqual([true, true, false, false, false])
  })

  it('are elements that may contain a type or one above it', () => {
    const holder = type('Holder', '', { contains: [target('Broker')] })
    const found = ['Broker', 'Rabbit', 'Page'].map((name) => mayContain(holder, type(name, name === 'Rabbit' ? 'Broker' : '')))
    expect(found).toEqual([true, true, false])
    expect(mayContain(undefined, holder)).toBe(false)
  })
})

describe('wires', () => {
  const between = (from: string, to: string) => wirings(words, 'Application', element(from), element(to), model.elements)

  it('fit by type and interface, drawn either way', () => {
    expect(between('page', 'broker').fitting).toEqual([{ element: 'page', relation: 'connectsTo', target: 'broker' }])
    expect(between('broker', 'page').fitting).toEqual([{ element: 'page', relation: 'connectsTo', target: 'broker' }])
  })

  it.each([
    ['writer', 'silent', 'Writer takes in connectsTo only Broker; silent is a Silent.'],
    ['writer', 'rabbit', 'Writer speaks nats in connectsTo; Rabbit offers amqp.'],
    ['writer', 'broker', 'writer has broker in connectsTo already.'],
    ['writer', 'other', 'writer has its Broker in connectsTo already.'],
    ['silent', 'broker', 'Broker has no relations to draw.'],
  ])('from %s to %s are refused with their reason', (from, to, why) => {
    expect(between(from, to)).toEqual({ fitting: [], why })
  })

  it('of a pipeline are drawn the way that data flow', () => {
    const blocks = readModel(words, 'kind: Pipeline\nblocks:\n  a: {type: Query}\n  b: {type: Query, inputs: [a]}\n  c: {type: Query}\n')
    const [a, , c] = blocks.elements
    if (!a || !c) throw new Error('not read')
    expect(wirings(words, 'Pipeline', a, c, blocks.elements).fitting[0]).toEqual({ element: 'c', relation: 'input', target: 'a' })
  })

  it('may be elements themselves', () => {
    expect(joints(words, 'Infrastructure').map((one) => [one.section, one.relation.kind])).toEqual([['links', 'between']])
    expect(joints(words, 'Application')).toEqual([])
  })

  it('lead to all elements that speak the same', () => {
    const [only] = words.types.get('Writer')?.relations ?? []
    expect(only && wireable(words, only, model.elements, '')).toEqual(['broker', 'other'])
  })
})

describe('a new element', () => {
  const made = (name: string, section = 'components') => {
    const found = words.types.get(name)
    if (!found) throw new Error(name)
    return blank(words, found, { section, parent: '', name: 'new' }, model.elements)
  }

  it('is ready where nothing has to be said of it', () => {
    expect(['Silent', 'Broker', 'Writer'].map((name) => isReady(made(name).type))).toEqual([true, false, false])
  })

  it('takes over what others say, and what alone fits', () => {
    expect(made('Broker').values).toEqual({ topics: ['rows'] })
    expect(bodyOf(made('Writer'), '')).toEqual({ type: 'Writer', connectsTo: 'other' })
  })

  it('does not repeat the usual type, and writes several under their own key', () => {
    const link = { ...made('Link', 'links'), targets: { between: ['a', 'b'] } }
    expect(bodyOf(link, 'Link')).toEqual({ between: ['a', 'b'] })
    const query = { ...made('Query', 'blocks'), targets: { input: ['a', 'b'] } }
    expect(bodyOf(query, '')).toEqual({ type: 'Query', inputs: ['a', 'b'] })
  })

  it('has a name of its own', () => {
    expect(['NatsBroker', 'H2o', 'XGBModel', 'SQL'].map(nameFrom)).toEqual(['nats-broker', 'h2o', 'xgb-model', 'sql'])
    expect(freshName('a', new Set(['b']))).toBe('a')
    expect(freshName('a-2', new Set(['a', 'a-2']))).toBe('a-3')
  })
})

describe('the palette', () => {
  it('holds what can be used, by section', () => {
    expect(typesOf(words, 'Component').map((one) => one.name)).not.toContain('Component')
    expect(shelves(words, 'Infrastructure').map((one) => one.section)).toEqual(['hosts', 'links'])
  })

  it('is searched by all words', () => {
    const found = searched(shelves(words, 'Application'), 'a wri')
    expect(found.flatMap((shelf) => shelf.types.map((one) => one.name))).toEqual(['Writer'])
  })

  const named = (name: string, help: string, ...above: string[]) => type(name, above[0] ?? '', { help, ancestors: [name, ...above] })
  const many = shelves(
    vocabulary({
      ...TOLD,
      documents: { Pipeline: { help: '', attributes: [], sections: [{ name: 'blocks', holds: 'Block', default: '', required: true, help: '' }] } },
      types: [
        type('Block', '', { abstract: true }),
        type('Learner', 'Block', { abstract: true }),
        type('Topic', 'Block', { abstract: true }),
        named('Samza', 'Reads Kafka.', 'Learner', 'Block'),
        named('Ridge', 'A line, from Kafka.', 'Samza', 'Learner', 'Block'),
        named('OldKafka', '', 'Topic', 'Block'),
        named('KafkaTopic', '', 'Topic', 'Block'),
        named('Kafka', '', 'Topic', 'Block'),
      ],
    }),
    'Pipeline',
  )
  const told = (found: typeof many) => found.map(({ title, types }) => [title, ...types.map((one) => one.name)].join(' '))

  it('puts a type with what its nearest abstract ancestor has below it', () => {
    expect(told(many)).toEqual(['Learner Samza Ridge', 'Topic OldKafka KafkaTopic Kafka'])
  })

  it('offers what is called so before what only tells of it', () => {
    expect(told(searched(many, 'kafka'))).toEqual(['Topic Kafka KafkaTopic OldKafka', 'Learner Samza Ridge'])
    expect(told(searched(many, 'kafka old'))).toEqual(['Topic OldKafka'])
    expect(told(searched(many, ''))).toEqual(told(many))
  })
})

describe('values', () => {
  it('are written in one line', () => {
    expect(inline(['a', 'b c'])).toBe('[a, b c]')
    expect(inline({ a: 1, b: ['24.04'] })).toBe('{a: 1, b: ["24.04"]}')
    expect(inline('two\nlines')).toBe('"two\\nlines"')
  })

  it.each([
    ['quantity', '512 MiB', '512 MiB'],
    ['quantity', '0.5', 0.5],
    ['integer', '3', 3],
    ['string', '24.04', '24.04'],
    ['scalar', 'true', true],
    ['any', '[1, 2]', [1, 2]],
  ])('of type %s are read from %s', (kind, typed, value) => {
    expect(valueOf(attribute('x', { type: kind }), typed)).toEqual(value)
  })

  it('are shown as they are written', () => {
    expect([undefined, null, 3, 'a', ['a']].map(shown)).toEqual(['', '', '3', 'a', '[a]'])
  })
})

describe('types of one’s own', () => {
  const OWN = 'stratum: 1\nkind: Types\nname: mine\ntypes:\n  Drone:\n    extends: Edge\n    contains: {Sensor: {minimum: 1}}\n  Swarm: {extends: Drone, relations: {flies: {to: [Drone]}}}\n'
  const SITE = 'stratum: 1\nkind: Application\nname: a\ncomponents:\n  one: {type: Drone}\n  two: {type: Droner}\n'

  it('are the elements of their document', () => {
    const { elements } = readModel(words, OWN)
    expect(elements.map((one) => [one.name, one.section, one.parent])).toEqual([['Drone', 'types', ''], ['Swarm', 'types', '']])
    expect(elements[0]?.body).toEqual({ extends: 'Edge', contains: { Sensor: { minimum: 1 } } })
  })

  it('are used where elements are of them and types name them', () => {
    const texts = new Map([['own.yaml', OWN], ['a.yaml', SITE], ['q.sql', 'select Drone']])
    expect(usersOf(words, texts, 'Drone')).toEqual([{ file: 'own.yaml', names: ['Swarm'] }, { file: 'a.yaml', names: ['one'] }])
    expect(usersOf(words, texts, 'Sensor')).toEqual([{ file: 'own.yaml', names: ['Drone'] }])
    expect(usersOf(words, texts, 'Swarm')).toEqual([])
  })
})
