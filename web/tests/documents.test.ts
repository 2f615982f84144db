// Documents as wholes: what a new one says, and which edits make, rename and take one.
import { describe, expect, it } from 'vitest'
import { begun, free, fromExample, pathFrom, renamedDocument } from '../src/features/editor/documentEdits'

const entry = (file: string, kind = 'Application', name = file.replace('.yaml', '')) => ({ file, kind, name, problem: '' })
const made = (kind: 'Application' | 'Types', infrastructure = '') => ({ kind, name: 'plant', file: 'apps/plant.yaml', infrastructure })

describe('new documents', () => {
  it('say what they are, and no more', () => {
    expect(begun(made('Types'), [])).toEqual([
      { edit: 'AddDocument', file: 'apps/plant.yaml', text: 'stratum: 1\nkind: Types\nname: plant\n\ntypes: {}\n' },
    ])
  })

  it('of an application have hosts that are there, or new ones beside it', () => {
    const [one, ...none] = begun(made('Application', 'sites/a.yaml'), [entry('sites/a.yaml', 'Infrastructure')])
    expect(none).toEqual([])
    expect(one?.text).toContain('infrastructure: ../sites/a.yaml\n')
    const [site, application] = begun(made('Application'), [entry('x.yaml', 'Infrastructure', 'plant-hosts')])
    expect(site).toMatchObject({ file: 'apps/plant-hosts.yaml', text: expect.stringContaining('name: plant-hosts-2\n') as string })
    expect(application?.text).toContain('infrastructure: plant-hosts.yaml\n')
  })

  it('quote names that YAML would take for something else', () => {
    expect(begun({ ...made('Types'), name: 'true' }, [])[0]?.text).toContain('name: "true"')
  })

  it.each([
    ['a.yaml', [], 'a.yaml'],
    ['a.yml', ['A.yaml'], 'a-2.yaml'],
    ['b/a.yaml', ['b/a.yaml', 'b/a-2.yaml'], 'b/a-3.yaml'],
  ])('come at a free path: %s beside %j', (wanted, taken, at) => {
    expect(free(wanted, taken.map((file) => entry(file)))).toBe(at)
  })

  it.each([
    ['a.yaml', 'b.yaml', 'b.yaml'],
    ['x/a.yaml', 'x/b.yaml', 'b.yaml'],
    ['x/y/a.yaml', 'x/b.yaml', '../b.yaml'],
    ['x/a.yaml', 'y/b.yaml', '../y/b.yaml'],
  ])('write from %s the path of %s as %s', (file, other, path) => {
    expect(pathFrom(file, other)).toBe(path)
  })

  it('of an example go into a folder, under names that are free', () => {
    const edits = fromExample({ 'a.yaml': 'x', 'q.sql': 'y' }, [entry('a.yaml')], 'new', [entry('b.yaml', 'Application', 'a')])
    expect(edits).toEqual([
      { edit: 'AddDocument', file: 'new/a.yaml', text: 'x' },
      { edit: 'AddDocument', file: 'new/q.sql', text: 'y' },
      { edit: 'SetValue', file: 'new/a.yaml', element: '', attribute: 'name', value: 'a-2' },
    ])
  })
})

it('documents get another name before another path', () => {
  const one = entry('a.yaml')
  expect(renamedDocument(one, { file: 'a.yaml', name: 'a' })).toEqual([])
  expect(renamedDocument(one, { file: 'b.yaml', name: 'b' }).map((edit) => edit.edit)).toEqual(['RenameElement', 'MoveDocument'])
})
