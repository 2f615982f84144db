import ReactMarkdown, { type Components } from 'react-markdown'
import css from './Markdown.module.css'

/** Pictures would be asked for from elsewhere: they are links. Links open beside the page and tell nothing of it. */
const PARTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noopener noreferrer nofollow">
      {alt || 'picture'}
    </a>
  ),
}

/** What people wrote, as Markdown. HTML in it is shown as it was written, never used; so are addresses that run something. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className={css.markdown}>
      <ReactMarkdown components={PARTS}>{text}</ReactMarkdown>
    </div>
  )
}
