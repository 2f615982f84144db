import { Icon } from '../../shared/icons'
import css from './History.module.css'
import { SIGNS, whatOf } from './signs'

/** What changed, a sentence for each, with its sign. */
export function Words({ words }: { words: string[] }) {
  if (words.length === 0) return <p className={css.none}>Only how it is written.</p>
  return (
    <ul className={css.words}>
      {words.map((text, index) => (
        <li key={index} data-what={whatOf(text)}>
          <Icon name={SIGNS[whatOf(text)].icon} size={12} />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}
