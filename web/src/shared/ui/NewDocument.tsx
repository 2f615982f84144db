import { Button } from '@mantine/core'
import { useLocked } from '../api/account'
import { Icon } from '../icons'
import { Link } from '../router'

/** The way to a new document from where there is nothing yet: to the documents, with the dialog open. */
export function NewDocumentLink() {
  const locked = useLocked()
  if (locked) return <p>{locked}</p>
  return (
    <Button component={Link} href="/documents?new" size="xs" leftSection={<Icon name="plus" size={14} />}>
      New document
    </Button>
  )
}
