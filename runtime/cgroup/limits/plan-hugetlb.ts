import type { HugepageLimit } from "../../config/config.ts";
import type { LimitWrite } from "./limit-write.ts";

/** linux.resources.hugepageLimits: bytes, for each size of page as "2MB". Reservations get the same limit. */
export function planHugetlb(limits: readonly HugepageLimit[]): LimitWrite[] {
  return limits.flatMap(({ pageSize, limit }, index) => {
    const value = String(limit);
    const pointer = `/linux/resources/hugepageLimits/${index}`;
    return [
      { file: `hugetlb.${pageSize}.max`, value, pointer },
      // Since Linux 5.7.
      { file: `hugetlb.${pageSize}.rsvd.max`, value, pointer, otherwise: null },
    ];
  });
}
