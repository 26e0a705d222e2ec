/** What epoll(7) tells of a descriptor. */
export const Events = {
  in: 0x1,
  out: 0x4,
  error: 0x8,
  hangUp: 0x10,
  peerHangUp: 0x2000,
  edgeTriggered: 0x80000000,
} as const;
