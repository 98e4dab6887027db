/** How long is rested after work, in ms, and at least this many times as long as the work took. */
export const REST = 2000
const SHARE = 4

export type Rested = {
  /** Work now, or as soon as the last work is done and rested from; asked for several times meanwhile it is one. */
  run: () => void
  /** Never again. */
  stop: () => void
}

/** Work that never follows itself at once: whoever asks for it all the time has it done now and then. */
export function rested(work: () => Promise<unknown>): Rested {
  let busy = false
  let again = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const run = () => {
    again = busy
    if (busy || stopped) return
    busy = true
    const begun = performance.now()
    void work().finally(() => {
      timer = setTimeout(over, Math.max(REST, SHARE * (performance.now() - begun)))
    })
  }
  const over = () => {
    busy = false
    if (again && !stopped) run()
  }
  const stop = () => {
    clearTimeout(timer)
    stopped = true
  }
  return { run, stop }
}
