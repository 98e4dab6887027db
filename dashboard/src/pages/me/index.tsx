import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Me() {
  return (
    <main id="content">
      <Head title={words.annotators.title} />
    </main>
  )
}
