import { pythonSuite } from "./suite.js";

pythonSuite("hostile", 8);
