import { pythonSuite } from "./suite.js";

pythonSuite("interrupt", 6);
