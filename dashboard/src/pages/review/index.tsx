import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Review() {
  return (
    <main id="content">
      <Head title={words.review.title} />
    </main>
  )
}
