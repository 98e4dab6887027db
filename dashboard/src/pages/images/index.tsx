import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Images() {
  return (
    <main id="content">
      <Head title={words.images.title} />
    </main>
  )
}
