/**
 * A script for a page that never finds a way to one other, as if a wall stood between the two: it marks what it offers and answers by as
 * its own, and takes nothing marked as the other's. With everybody else it meets over WebRTC as it is.
 */
export const keepApart = (own: string, other: string): { content: string } => ({
  content: `
    const name = (sdp, session) => sdp.replace(/^s=.*$/m, 's=' + session);
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      async createOffer() {
        const { type, sdp } = await super.createOffer();
        return { type, sdp: name(sdp, '${own}') };
      }
      async createAnswer() {
        const { type, sdp } = await super.createAnswer();
        return { type, sdp: name(sdp, '${own}') };
      }
      setLocalDescription(description) {
        return super.setLocalDescription(description?.sdp ? { ...description, sdp: name(description.sdp, '-') } : description);
      }
      setRemoteDescription(description) {
        if (description.sdp.includes('s=${other}')) return Promise.reject(new DOMException('a wall', 'OperationError'));
        return super.setRemoteDescription(description);
      }
    };`,
});
