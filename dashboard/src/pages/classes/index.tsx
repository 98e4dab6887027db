import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Classes() {
  return (
    <main id="content">
      <Head title={words.classes.title} />
    </main>
  )
}
