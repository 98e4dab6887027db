import { Head } from '../../parts/head'
import { words } from '../../words'

export default function Benchmark() {
  return (
    <main id="content">
      <Head title={words.benchmark.title} />
    </main>
  )
}
