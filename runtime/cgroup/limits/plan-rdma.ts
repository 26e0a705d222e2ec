import type { RdmaLimit } from "../../config/config.ts";
import { type LimitWrite, pointerStep } from "./limit-write.ts";

/** linux.resources.rdma: handles and objects of each device. What is not given stays as it is. */
export function planRdma(rdma: Readonly<Record<string, RdmaLimit>>): LimitWrite[] {
  return Object.entries(rdma).map(([device, { hcaHandles, hcaObjects }]) => {
    if (/\s/.test(device) || device === "")
      throw new Error(`linux.resources.rdma: ${JSON.stringify(device)} cannot be the name of a device`);
    const handles = hcaHandles === undefined ? "" : ` hca_handle=${hcaHandles}`;
    const objects = hcaObjects === undefined ? "" : ` hca_object=${hcaObjects}`;
    return {
      file: "rdma.max",
      value: `${device}${handles}${objects}`,
      pointer: `/linux/resources/rdma/${pointerStep(device)}`,
    };
  });
}
