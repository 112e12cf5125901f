/**
 * Lets the event loop take a turn: signals, timers and drawing go before the next step.
 *
 * Not `requestAnimationFrame`, which stands still in a hidden tab.
 *
 * @returns a promise that is kept in a later turn
 * @internal
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
