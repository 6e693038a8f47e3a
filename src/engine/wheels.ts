/**
 * Which of TensorFlow's wheels a machine can use. In: what was found on the machine, as plain data. Out: the wheels and
 * pip's arguments to get them, or what is missing and what to do. No Python version matters: only the wheel's
 * libraries and headers are used, and those are the same for every Python.
 */

/** The TensorFlow that this release is tested with. */
export const tensorflowVersion = "2.21.0";

export interface Machine {
  /** Node's names, `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  /** The version of glibc, such as "2.36"; absent with musl and outside Linux. */
  readonly glibc?: string;
  /** Whether an NVIDIA driver is loaded. */
  readonly nvidia: boolean;
  /** The command that runs Python 3. */
  readonly python?: string;
  /** Whether that Python has pip. */
  readonly pip: boolean;
  /** The command that compiles C++. */
  readonly compiler?: string;
  /** The TensorFlow that this Python has. */
  readonly installed?: InstalledTensorflow;
}

export interface InstalledTensorflow {
  /** `tensorflow` or `tensorflow-cpu`. */
  readonly name: string;
  readonly version: string;
  /** The folder that holds the folder `tensorflow`. */
  readonly site: string;
}

export interface Wheel {
  /** What pip is asked for, `NAME==VERSION`. */
  readonly requirement: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface Unavailable {
  readonly kind: "unavailable";
  readonly reason: string;
  readonly remedy: string;
}

/** A set-up that was tried and failed is remembered for an hour; this begins it anew. */
export const tryAgain = "remove .engine/failure.json and start again";

/** TensorFlow's libraries: from wheels, or those of the Python that is there. */
export type LibraryChoice = WheelChoice | { readonly kind: "installed"; readonly site: string };

export interface WheelChoice {
  readonly kind: "wheels";
  readonly wheels: readonly Wheel[];
  /** Arguments after `python -m pip`, without the folder. */
  readonly pip: readonly string[];
}

const oldestGlibc = [2, 27] as const;

export function chooseLibraries(machine: Machine): LibraryChoice | Unavailable {
  const wheels = wheelsOf(machine);
  if (wheels === undefined) return unknownPlatform(machine);
  if (machine.platform === "linux" && !glibcFits(machine.glibc)) return unfitLibc(machine.glibc);
  const installed = fits(machine) ? machine.installed : undefined;
  const missing = missingTools(machine, installed !== undefined);
  if (missing !== undefined) return missing;
  if (installed !== undefined) return { kind: "installed", site: installed.site };
  return { kind: "wheels", wheels, pip: pipArguments(wheels) };
}

/** The same minor version; and not a CPU build where a GPU waits. */
function fits({ installed, nvidia, platform }: Machine): boolean {
  if (installed === undefined) return false;
  const minor = tensorflowVersion.replace(/\d+$/, "");
  const leavesGpu = nvidia && platform === "linux" && installed.name !== "tensorflow";
  return installed.version.startsWith(minor) && !leavesGpu;
}

function wheelsOf({ platform, arch, nvidia }: Machine): readonly Wheel[] | undefined {
  if (nvidia && `${platform}-${arch}` === "linux-x64") return cudaWheels;
  return cpuWheels[`${platform}-${arch}`];
}

function glibcFits(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  return major > oldestGlibc[0] || (major === oldestGlibc[0] && minor >= oldestGlibc[1]);
}

function unknownPlatform({ platform, arch }: Machine): Unavailable {
  return {
    kind: "unavailable",
    reason: `TensorFlow ${tensorflowVersion} has no wheel that fits ${platform} ${arch}`,
    remedy: `use Linux (x64 or arm64; on Windows, under WSL 2) or macOS on Apple silicon`,
  };
}

function unfitLibc(version: string | undefined): Unavailable {
  const wanted = oldestGlibc.join(".");
  return {
    kind: "unavailable",
    reason: `TensorFlow needs glibc ${wanted} or newer; this Linux has ${version ?? "another C library (musl)"}`,
    remedy: "use a Linux distribution with glibc, such as Debian or Ubuntu",
  };
}

function missingTools(
  { platform, python, pip, compiler }: Machine,
  isInstalled: boolean,
): Unavailable | undefined {
  const missing = [
    ...(python === undefined ? [{ name: "Python 3", debian: "python3" }] : []),
    ...(pip || isInstalled ? [] : [{ name: "pip", debian: "python3-pip" }]),
    ...(compiler === undefined ? [{ name: "a C++ compiler", debian: "g++" }] : []),
  ];
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name).join(", ");
  const debian = missing.map((tool) => tool.debian).join(" ");
  const how =
    platform === "darwin"
      ? "`xcode-select --install`"
      : `your package manager (Debian, Ubuntu: \`apt install ${debian}\`)`;
  return { kind: "unavailable", reason: `not found: ${names}`, remedy: `install with ${how}` };
}

/** Oldest first; pip takes a wheel that fits any of them. */
const linuxTags = ["2010", "2014", "_2_12", "_2_17", "_2_27"];

function pipArguments(wheels: readonly Wheel[]): readonly string[] {
  const [, system = ""] = /(macosx\w+|aarch64|x86_64)\.whl$/.exec(wheels[0]?.file ?? "") ?? [];
  const tags = system.startsWith("macosx")
    ? [system]
    : linuxTags.map((tag) => `manylinux${tag}_${system}`);
  return [
    ...["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"],
    ...["--disable-pip-version-check", "--no-input", "--python-version", "3.13"],
    ...tags.flatMap((tag) => ["--platform", tag]),
    ...wheels.map((wheel) => wheel.requirement),
  ];
}

function wheel(file: string, bytes: number, sha256: string): Wheel {
  const [name = "", version = ""] = file.split("-");
  return { requirement: `${name.replaceAll("_", "-")}==${version}`, file, sha256, bytes };
}

const cpuWheels: Readonly<Record<string, readonly Wheel[]>> = {
  "linux-x64": [
    wheel(
      "tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl",
      274271560,
      "05af7c26d35f4de910b5598c7b507e3981831a7b0f47fed9a405d995d51d7793",
    ),
  ],
  "linux-arm64": [
    wheel(
      "tensorflow-2.21.0-cp313-cp313-manylinux_2_27_aarch64.whl",
      282213003,
      "a10abdfb8b1189210c251021a3f153b7ccc52a8e6521351f3dc3331e8ba593e0",
    ),
  ],
  "darwin-arm64": [
    wheel(
      "tensorflow-2.21.0-cp313-cp313-macosx_12_0_arm64.whl",
      223766900,
      "a145ed46c58192b7c3f9916d070caf4f6afc6dc7e5511f83dd97677f4c4947f4",
    ),
  ],
};

/** TensorFlow for CUDA 12 and the libraries of its `and-cuda` extra, which it looks for beside itself. */
const cudaWheels: readonly Wheel[] = [
  wheel(
    "tensorflow-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl",
    572881074,
    "e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406",
  ),
  wheel(
    "nvidia_cublas_cu12-12.9.3.13-py3-none-manylinux_2_27_x86_64.whl",
    581217458,
    "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72",
  ),
  wheel(
    "nvidia_cuda_cupti_cu12-12.8.90-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    10248621,
    "ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182",
  ),
  wheel(
    "nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl",
    40546229,
    "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
  ),
  wheel(
    "nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl",
    89568129,
    "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
  ),
  wheel(
    "nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    3493179,
    "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
  ),
  wheel(
    "nvidia_cudnn_cu12-9.28.0.42-py3-none-manylinux_2_27_x86_64.whl",
    716538495,
    "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375",
  ),
  wheel(
    "nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    200877592,
    "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28",
  ),
  wheel(
    "nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl",
    68295626,
    "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
  ),
  wheel(
    "nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl",
    338117415,
    "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
  ),
  wheel(
    "nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    366465088,
    "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
  ),
  wheel(
    "nvidia_nccl_cu12-2.32.3-py3-none-manylinux_2_27_x86_64.whl",
    351526311,
    "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c",
  ),
  wheel(
    "nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl",
    39748338,
    "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
  ),
];
