/** The view as it stands now, outside of React: whoever draws by it is called once a frame, however often it moves. */

import { boxOf, fitted, held, isWhole, limitsOf, recentred, zoomed, type Size, type View } from './camera'
import { grown, type Box, type Point } from './geometry'

/** A view, and whether it shows the whole image; the same object until it changes. */
export type Sight = { readonly view: View; readonly whole: boolean; readonly stage: Size }

/** Pixels of the stage around an object that was zoomed to, and how far at most. */
const ROOM = 60
const CLOSE = 8

export class Lens {
  private image: Size = { width: 1, height: 1 }
  private now: Sight = { view: { k: 1, x: 0, y: 0 }, whole: true, stage: { width: 0, height: 0 } }
  private wanted: Box | 'whole' | null = 'whole'
  private frame = 0
  private readonly listeners = new Set<() => void>()

  /** For `useSyncExternalStore` and whoever draws. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  readonly sight = (): Sight => this.now

  /** Another image, which is shown as the last one was asked for. */
  show(image: Size, wanted: Box | 'whole'): void {
    this.image = image
    this.wanted = wanted
    this.settle()
    this.tell()
  }

  /** The stage has another size: what was fitted is fitted anew, else the middle stays. */
  resize(stage: Size): void {
    const before = this.now.stage
    this.now = { ...this.now, stage }
    if (this.wanted === null) this.move(recentred(this.now.view, before, stage))
    else this.settle()
    this.tell() // before the browser paints, or the image would be seen to jump
  }

  fit(): void {
    this.wanted = 'whole'
    this.settle()
  }

  zoomTo(box: Box): void {
    this.wanted = box
    this.settle()
  }

  /** Zooms about a point of the stage, else about its middle. */
  zoomBy(factor: number, at?: Point): void {
    const { view, stage } = this.now
    this.wanted = null
    this.move(zoomed(view, factor, at ?? [stage.width / 2, stage.height / 2], limitsOf(this.image, stage)))
  }

  panBy(dx: number, dy: number): void {
    const { view } = this.now
    this.wanted = null
    this.move({ ...view, x: view.x + dx, y: view.y + dy })
  }

  stop(): void {
    cancelAnimationFrame(this.frame)
    this.frame = 0
  }

  private settle(): void {
    const { stage } = this.now
    if (this.wanted === null || stage.width === 0) return
    if (this.wanted === 'whole') this.move(fitted(boxOf(this.image), stage))
    else this.move(fitted(grown(this.wanted, Math.max(this.wanted[2], this.wanted[3]) / 4), stage, ROOM, CLOSE))
  }

  private move(to: View): void {
    const { stage } = this.now
    const view = held(to, this.image, stage)
    this.now = { view, stage, whole: isWhole(view, this.image, stage) }
    this.frame ||= requestAnimationFrame(() => {
      this.tell()
    })
  }

  private tell(): void {
    this.stop()
    for (const listener of this.listeners) listener()
  }
}
